import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readDefinition } from "./definition-file.ts";

const folder = mkdtempSync(join(tmpdir(), "cronium-calendars-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string, name = "x.yaml"): ReturnType<typeof readDefinition> {
  writeFileSync(join(folder, name), text);
  return readDefinition([name], { workingDirectory: folder, environment: {} });
}

const file = (windows: string, rest = ""): string =>
  `version: 1\ncalendars:\n  - name: maintenance\n    timezone: Europe/Berlin\n    windows:\n${windows}${rest}`;

it("reads every kind of window and all that a calendar can hold for", async () => {
  const { definition, locate } = await read(
    file(
      `      - { weekly: [sat, sun], from: "22:00", until: "06:00", label: weekend work }
      - { from: 2026-12-24, until: 2026-12-26, label: Christmas }
      - { cron: "0 0 1 1 *", for: 1d }
      - { weekly: [mon], from: 08:00, until: 00:00, allow: true }
      - { from: 2026-12-31T18:00, until: 2027-01-01T06:00 }
`,
      "    attach: [everything, { event: nightly }, { tag: backup }, { server: web-1 }]\n",
    ),
  );
  expect(definition.calendars).toEqual([
    {
      calendar: {
        name: "maintenance",
        description: "",
        timezone: "Europe/Berlin",
        windows: [
          { kind: "weekly", effect: "blackout", days: [6, 7], from: "22:00", until: "06:00", label: "weekend work" },
          { kind: "dated", effect: "blackout", from: "2026-12-24", until: "2026-12-26", label: "Christmas" },
          { kind: "recurring", effect: "blackout", cron: "0 0 1 1 *", durationMs: 86_400_000 },
          { kind: "weekly", effect: "allow", days: [1], from: "08:00", until: "00:00" },
          { kind: "dated", effect: "blackout", from: "2026-12-31T18:00", until: "2027-01-01T06:00" },
        ],
      },
      attach: [
        { kind: "everything" },
        { kind: "event", name: "nightly" },
        { kind: "tag", name: "backup" },
        { kind: "server", name: "web-1" },
      ],
    },
  ]);
  expect(locate("calendars.0.windows.2.cron")).toBe("x.yaml:8:11");
  expect(locate("calendars.0.attach.1")).toBe("x.yaml:11:26");
  expect(locate("calendars.0.timezone")).toBe("x.yaml:4:5");
});

it.each([
  [
    "an unknown key",
    file("      - { wekly: [sat], from: '1:00', until: '2:00' }\n"),
    "x.yaml:6:11: unknown key “wekly”. Did you mean weekly?",
  ],
  [
    "an unknown day",
    file("      - { weekly: [sut], from: '01:00', until: '02:00' }\n"),
    "x.yaml:6:20: calendars.0.windows.0.weekly.0: ",
  ],
  [
    "a time that is none",
    file("      - { weekly: [sat], from: '25:00', until: '02:00' }\n"),
    "x.yaml:6:26: a time of day looks like 22:30",
  ],
  [
    "a date that is none",
    file("      - { from: 2026-02-30, until: 2026-03-01 }\n"),
    "x.yaml:6:11: There is no 2026-02-30 in the calendar",
  ],
  [
    "an end before the start",
    file("      - { from: 2026-03-02, until: 2026-03-01 }\n"),
    "x.yaml:6:29: The window ends at 2026-03-01, before it begins",
  ],
  [
    "a wrong cron expression",
    file("      - { cron: '0 25 * * *', for: 1h }\n"),
    "x.yaml:6:11: hour: 25 is out of range",
  ],
  [
    "a missing duration",
    file("      - { cron: '0 1 * * *' }\n"),
    "x.yaml:6:9: calendars.0.windows.0: say for how long: for: 2h",
  ],
  [
    "a duration that is too long",
    file("      - { cron: '0 1 * * *', for: 40d }\n"),
    "x.yaml:6:30: a recurring window is at most 31d",
  ],
  [
    "a missing end",
    file("      - { from: 2026-03-02 }\n"),
    "x.yaml:6:9: calendars.0.windows.0: a window has from and until, or cron and for",
  ],
  [
    "a wrong attachment",
    file("      []\n", "    attach: [all]\n"),
    "x.yaml:7:14: calendars.0.attach.0: write everything",
  ],
  [
    "two attachments in one",
    file("      []\n", "    attach: [{ tag: a, server: b }]\n"),
    "x.yaml:7:14: calendars.0.attach.0: give exactly one of event, tag and server",
  ],
  [
    "an unknown zone",
    file("      []\n").replace("Berlin", "Berln"),
    'x.yaml:4:5: There is no time zone "Europe/Berln"',
  ],
  [
    "a calendar twice",
    `${file("      []\n")}  - name: Maintenance\n`,
    "x.yaml:7:5: the calendar “Maintenance” is defined twice",
  ],
])("says where it found %s", async (_what, text, start) => {
  await expect(read(text)).rejects.toThrow(start);
});
