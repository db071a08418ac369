import { expect, type Page } from "@playwright/test";
import type { EventInput } from "../shared/event.ts";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" }, script: "true\n" } as const;

/** The days around a change of the clock, long after anything runs. */
const spring = "#/forecast?date=2031-03-28&range=week";

/** Saves an event that is due by a cron expression. @returns its id */
async function save(
  daemon: RunningDaemon,
  name: string,
  cron: string,
  more: Partial<EventInput> = {},
  timezone = "Europe/Berlin",
): Promise<number> {
  const schedule = { kind: "cron", cron, timezone } as const;
  return (await daemon.api.events.create.mutate({ ...base, name, schedule, ...more })).id;
}

const timeline = (page: Page) => page.getByRole("grid", { name: /^Timeline/ });
const line = (page: Page, name: string | RegExp) => timeline(page).getByRole("row", { name });
const answer = (page: Page) => page.getByRole("main").getByRole("status").first();
/** What is told of the instant one is at. */
const told = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

test("says what is ahead and tells every instant, by keyboard alone", async ({ page, daemon }) => {
  await save(daemon, "Nightly backup", "30 2 * * *");
  const id = await save(daemon, "Report", "0 9 * * *", {}, "America/New_York");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/#\/forecast$/);
  await expect(page).toHaveTitle("Forecast · Cronium");
  await expect(answer(page)).toHaveText("2 starts in the next 24 hours");

  await page.keyboard.press("2");
  await expect(page).toHaveURL(/range=week/);
  await expect(answer(page)).toHaveText(/^14 starts in the next 7 days/);
  await page.keyboard.press("j");
  await expect(line(page, /^All starts/)).toBeFocused();
  await page.keyboard.press("End");
  await expect(told(page, "1 start")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect(line(page, /^Nightly backup/)).toBeFocused();
  await page.keyboard.press("j");
  await expect(line(page, /^Report/)).toBeFocused();
  await expect(line(page, /^Report/)).toContainText("7 starts, first");
  await page.keyboard.press("ArrowRight");
  await expect(told(page, "Report, ")).toHaveText(
    /09:00:00 .*\(America\/New York\), .*1[45]:00:00 CES?T \(yours\), in /,
  );
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Home");
  await expect(told(page, "Report, ")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(told(page, "Report, ")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));
});

test("marks the change of a clock and what becomes of a time that does not exist", async ({ page, daemon }) => {
  await save(daemon, "Nightly backup", "30 2 * * *");
  await openScreen(page, daemon, spring);
  await expect(answer(page)).toContainText("7 starts from Fri 28 Mar to Thu 3 Apr, 2031");
  await expect(answer(page)).toContainText("clock change Sun 30 Mar");
  const flag = "Sun 30 Mar 02:00 → 03:00 Europe/Berlin";
  await expect(line(page, /^Clock changes/)).toContainText(flag);
  await line(page, /^Clock changes/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(told(page, flag)).toContainText("02:00–03:00 does not exist that day");
  await expect(told(page, flag)).toContainText("“Nightly backup” would be due in it");
  await page.keyboard.press("j");
  for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(told(page, "Nightly backup, ")).toContainText("Sun, 30 Mar 2031, 03:00:00 CEST");
});

test("shows what calendars hold back and what meets what, in the timeline and as a list", async ({ page, daemon }) => {
  const backup = await save(daemon, "Backup", "30 2 * * *", { tags: ["nightly"] });
  await save(daemon, "Vacuum", "30 2 * * mon-fri");
  await daemon.api.calendars.create.mutate({
    name: "Freeze",
    timezone: "Europe/Berlin",
    windows: [{ kind: "dated", effect: "blackout", from: "2031-04-01", until: "2031-04-02", label: "audit" }],
    attachments: [{ kind: "tag", tag: "nightly" }],
  });
  await openScreen(page, daemon, spring);
  await expect(answer(page)).toContainText("1 collision");
  await expect(answer(page)).toContainText("2 held back by calendars");
  await expect(line(page, /^Freeze/)).toContainText("1 window");
  await expect(line(page, /^Backup/)).toContainText("5 starts");
  await expect(line(page, /^Backup/)).toContainText("2 held back by Freeze");
  await line(page, /^Freeze/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(told(page, "Freeze: audit")).toContainText("nothing it holds for starts");
  await line(page, /^Backup/).focus();
  await page.keyboard.press("Home");
  await expect(told(page, "Backup, ")).toContainText("meets Vacuum on this computer");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await expect(told(page, "held back by Freeze")).toHaveCount(1);

  // The same beside the mark, for the pointer.
  const mark = line(page, /^Vacuum/)
    .locator("path")
    .last();
  await mark.hover({ position: { x: 4, y: 8 } });
  const card = page.getByText("meets Backup on this computer");
  await expect(card).toBeVisible();
  const [cardBox, markBox] = [await card.boundingBox(), await mark.boundingBox()];
  expect(Math.abs((cardBox?.y ?? 0) - (markBox?.y ?? 0))).toBeLessThan(140);
  await page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);

  const collisions = page.getByRole("region", { name: "1 collision" });
  await tabTo(page, "button", "1 collision");
  await page.keyboard.press("Enter");
  await expect(collisions.getByRole("listitem")).toContainText("Same minute");
  await expect(collisions.getByRole("link", { name: "Backup" })).toHaveAttribute("href", `#/events/${String(backup)}`);
  await expectAccessible(page);

  await page.keyboard.press("v");
  const list = page.getByRole("table", { name: "Forecast" });
  await expect(list.getByRole("row", { name: /28 Mar 2031 02:30.*Backup.*meets Vacuum/ })).toBeVisible();
  await expect(list.getByRole("row", { name: /1 Apr 2031 02:30.*Backup.*held back by Freeze/ })).toBeVisible();
  await expect(list.getByRole("row", { name: /30 Mar 2031 03:00.*02:00 → 03:00.*does not exist/ })).toBeVisible();
  await expect(
    list.getByRole("row", { name: /Tue 1 Apr 00:00 – Thu 3 Apr 00:00.*Freeze: audit.*blackout/ }),
  ).toBeVisible();
  await expectAccessible(page);
});

test("goes to any time, narrows by text and tag, and turns to servers", async ({ page, daemon }) => {
  await save(daemon, "Backup", "30 2 * * *", { tags: ["nightly"] });
  await save(daemon, "Report", "0 9 * * *");
  await openScreen(page, daemon, "#/forecast?date=2031-07-01");
  await expect(answer(page)).toHaveText(/^2 starts on Tue 1 Jul 2031/);
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/date=2031-07-02/);
  await page.keyboard.press("h");
  await page.keyboard.press("h");
  await expect(answer(page)).toHaveText(/^2 starts on Mon 30 Jun 2031/);
  await page.getByLabel("From which date").fill("2032-02-29");
  await expect(answer(page)).toHaveText(/^2 starts on Sun 29 Feb 2032/);

  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("rep");
  await expect(line(page, /^Backup/)).toHaveCount(0);
  await expect(page.getByText("1 of 2 events")).toBeVisible();
  await page.keyboard.type("tile");
  await expect(page.getByText("No event with anything due is called that.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(line(page, /^Backup/)).toBeVisible();

  await page.getByRole("combobox", { name: "Tag" }).click();
  await page.getByRole("option", { name: "nightly" }).click();
  await expect(answer(page)).toHaveText(/^1 start on/);
  await page.getByRole("radiogroup", { name: "One row for each" }).getByText("By server").click();
  await expect(line(page, /^this computer/)).toContainText("1 start");

  await openScreen(page, daemon, "#/forecast?date=2019-01-01");
  await expect(answer(page)).toContainText("Worked out with today’s schedules");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("t");
  await expect(page).not.toHaveURL(/date=/);
});

test("counts what is too dense to list, and says so", async ({ page, daemon }) => {
  await save(daemon, "Heartbeat", "* * * * * *", { status: "PAUSED" });
  await daemon.api.events.create.mutate({
    ...base,
    name: "Pulse",
    schedule: { kind: "cron", cron: "* * * * * *", timezone: "UTC", startMs: Date.parse("2031-01-01T00:00Z") },
  });
  await openScreen(page, daemon, "#/forecast?date=2031-07-01&range=week");
  await expect(answer(page)).toContainText("604,800 starts");
  await expect(line(page, /^Pulse/)).toContainText("604,800");
  await expect(line(page, /^Heartbeat/)).toHaveCount(0);
  await expect(page.getByText(/All counts are exact/)).toBeVisible();
  await line(page, /^Pulse/).focus();
  await page.keyboard.press("Home");
  await expect(told(page, "starts, ").last()).toContainText("Tue 1 Jul 00:00 – 02:00");
});

test("says in one sentence why there is nothing, and leads on", async ({ page, daemon }) => {
  await openScreen(page, daemon, "#/forecast");
  await expect(answer(page)).toHaveText("Nothing starts in the next 24 hours");
  await expect(page.getByRole("main").getByRole("link", { name: "New event" })).toBeVisible();
  await expectAccessible(page);
  // It follows what is saved elsewhere.
  const id = await save(daemon, "Daily", "0 0 * * *");
  await expect(answer(page)).toHaveText("1 start in the next 24 hours");
  await daemon.api.events.remove.mutate({ id });
  await expect(answer(page)).toHaveText("Nothing starts in the next 24 hours");
  const yearly = { kind: "cron", cron: "0 0 1 1 *", timezone: "UTC" } as const;
  await daemon.api.events.create.mutate({ ...base, name: "New year", schedule: yearly });
  await openScreen(page, daemon, "#/forecast?date=2031-07-01");
  await expect(page.getByText("1 active event has a schedule, but nothing is due in this time.")).toBeVisible();
  await tabTo(page, "button", "Look from now on");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/forecast$/);
});
