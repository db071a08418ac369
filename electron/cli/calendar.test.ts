import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { icalendarEntry, icalendarText } from "../testing/icalendar-text.ts";

let folder: string;
let world: CommandWorld;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-calendar-"));
  world = createCommandWorld({ dataDirectory: folder, clock: createFakeClock(Date.UTC(2026, 10, 21, 16)) });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function ok(...words: string[]): Promise<string> {
  const { status, text, stderr } = await world.run(...words);
  if (status !== 0) throw new Error(stderr);
  return text;
}

const christmas = icalendarText(
  icalendarEntry("DTSTART;VALUE=DATE:20301224\nDTEND;VALUE=DATE:20301227\nSUMMARY:Christmas"),
  "X-WR-CALNAME:Holidays\nX-WR-TIMEZONE:Europe/Berlin\n",
);

it("imports a calendar, shows it, and deletes it", async () => {
  writeFileSync(join(folder, "holidays.ics"), christmas);
  expect(await ok("calendar", "list")).toBe("No calendars.\n");
  const made = await ok("calendar", "import", "holidays.ics", "--attach", "everything", "--attach", "tag:backup");
  expect(made).toBe("Made the calendar Holidays (Europe/Berlin) with 1 window.\n");
  const shown = await ok("calendar", "show", "holidays");
  expect(shown).toContain("holds for  everything, tag backup\n");
  expect(shown).toContain("\n  2030-12-24 to 2030-12-26 (Christmas)\n");
  expect(await world.json("calendar", "show", "1")).toMatchObject({
    name: "Holidays",
    next: { fromMs: Date.UTC(2030, 11, 23, 23), untilMs: Date.UTC(2030, 11, 26, 23), effect: "blackout" },
  });
  expect(await ok("calendar", "list")).toMatch(/1 +Holidays +Europe\/Berlin +1 +0 +– +2030-12-23T23:00:00Z/);
  expect((await world.run("calendar", "delete", "Holidays")).status).toBe(2);
  expect(await ok("calendar", "delete", "Holidays", "--yes")).toBe("Deleted Holidays.\n");
  expect(await ok("calendar", "list")).toBe("No calendars.\n");
});

it("replaces the windows and leaves what it holds for", async () => {
  writeFileSync(join(folder, "a.ics"), christmas);
  await ok("calendar", "import", "a.ics", "--name", "closed", "--timezone", "Europe/Madrid", "--attach", "everything");
  const again = await world.run("calendar", "import", "a.ics", "--name", "closed");
  expect(again.status).toBe(1);
  expect(again.stderr).toContain("There is a calendar named “closed” already");
  expect(await ok("calendar", "import", "a.ics", "--name", "Closed", "--allow", "--replace")).toBe(
    "Changed the calendar Closed (Europe/Madrid) with 1 window.\n",
  );
  expect(await world.json("calendar", "list")).toMatchObject([
    {
      name: "Closed",
      timezone: "Europe/Madrid",
      version: 2,
      windows: [{ effect: "allow" }],
      attachments: [{ kind: "everything" }],
    },
  ]);
});

it.each([[[]], [["--allow"]]])("leaves no calendar without windows unless told to (case %#)", async (flags) => {
  const over = icalendarText(icalendarEntry("DTSTART;VALUE=DATE:20201224\nSUMMARY:Christmas"));
  writeFileSync(join(folder, "a.ics"), christmas);
  writeFileSync(join(folder, "over.ics"), over);
  await ok("calendar", "import", "a.ics", "--name", "closed", "--attach", "everything");
  const words = ["calendar", "import", "over.ics", "--name", "closed", "--replace", ...flags];
  const { status, stderr } = await world.run(...words);
  expect(status).toBe(1);
  expect(stderr).toContain("over.ics gives the calendar closed no windows: 1 entry is over and left out.");
  expect(stderr).toContain("--empty");
  expect(await world.json("calendar", "list")).toMatchObject([{ version: 1, windows: [{}] }]);
  expect((await world.run("calendar", "import", "over.ics", "--name", "new")).status).toBe(1);
  expect(await ok(...words, "--empty")).toContain("with 0 windows.");
  expect(await world.json("calendar", "list")).toMatchObject([{ version: 2, windows: [] }]);
});

it("notes a tag no event has", async () => {
  writeFileSync(join(folder, "a.ics"), christmas);
  const { status, stderr } = await world.run("calendar", "import", "a.ics", "--attach", "tag:nosuch");
  expect(status).toBe(0);
  expect(stderr).toContain("No event has the tag “nosuch”");
});

it("says what to do about a calendar that exists", async () => {
  writeFileSync(join(folder, "a.ics"), christmas);
  await ok("calendar", "import", "a.ics");
  expect((await world.run("calendar", "import", "a.ics")).stderr).toContain("--replace");
});

it.each([
  [["missing.ics"], 1, "missing.ics cannot be read: there is no such file"],
  [["text.ics"], 1, "This is not an iCalendar file that can be read: it does not begin with BEGIN:VCALENDAR"],
  [["good.ics", "--attach", "evrything"], 2, "--attach: “evrything” is none of everything, event:NAME"],
  [["good.ics", "--attach", "event:nightly"], 1, "There is no event “nightly”"],
  [["good.ics", "--timezone", "Europe/Berln"], 1, "There is no time zone"],
])("says what is wrong with import %s", async (words, status, message) => {
  writeFileSync(join(folder, "good.ics"), christmas);
  writeFileSync(join(folder, "text.ics"), "hello");
  const result = await world.run("calendar", "import", ...words);
  expect(result.stderr).toContain(message);
  expect(result.status).toBe(status);
  expect(await world.json("calendar", "list")).toEqual([]);
});

it("names calendars like the one that is not there", async () => {
  writeFileSync(join(folder, "a.ics"), christmas);
  await ok("calendar", "import", "a.ics");
  const { status, stderr } = await world.run("calendar", "show", "Holdays");
  expect(status).toBe(1);
  expect(stderr).toContain("There is no calendar “Holdays”. Did you mean Holidays?");
});
