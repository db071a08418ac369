import { expect, type Page } from "@playwright/test";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" }, script: "true\n" } as const;
const yearly = { kind: "cron", cron: "0 0 1 1 *", timezone: "UTC" } as const;
const nightly = { kind: "weekly", effect: "blackout", days: [1, 2, 3, 4, 5], from: "22:00", until: "06:00" } as const;

const name = (page: Page) => page.getByRole("textbox", { name: "Name", exact: true });
const windows = (page: Page) => page.getByRole("list", { name: "Windows" }).getByRole("listitem", { name: /^Window/ });
const next = (page: Page) => page.getByRole("list", { name: "Next windows" }).getByRole("listitem");

test("makes a calendar, sees what it comes to while typing, and deletes it, by keyboard alone", async ({
  page,
  daemon,
}) => {
  await daemon.api.events.create.mutate({ ...base, name: "Backup", tags: ["night"], schedule: yearly });
  await openScreen(page, daemon, "#/forecast");
  await tabTo(page, "link", "Calendars");
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle("Calendars · Cronium");
  await expect(page.getByText("A calendar keeps events from starting")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("n");

  await expect(name(page)).toBeFocused();
  await page.keyboard.type("Quiet nights");
  await expect(page.getByText("Nothing is chosen: the calendar holds nothing back")).toBeVisible();
  await tabTo(page, "button", "Days of the week");
  await page.keyboard.press("Enter");
  await expect(windows(page)).toHaveCount(1);
  await expect(windows(page)).toContainText("Mon–Fri, 22:00 to 06:00 the day after");
  await expect(next(page).first()).toContainText("22:00 for 8 h");
  const from = page.getByRole("textbox", { name: "From" });
  await from.focus();
  await from.press("ControlOrMeta+a");
  await page.keyboard.type("2130");
  await page.keyboard.press("Tab");
  await expect(from).toHaveValue("21:30");
  await expect(next(page).first()).toContainText("21:30 for 8 h 30 min");
  await tabTo(page, "combobox", "Events with these tags");
  await page.keyboard.type("night");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/#\/forecast\/calendars\/\d+$/);
  await expect(page.getByRole("heading", { name: "Quiet nights" })).toBeVisible();
  expect(await daemon.api.calendars.list.query()).toMatchObject([
    {
      name: "Quiet nights",
      timezone: "Europe/Berlin",
      windows: [{ ...nightly, from: "21:30" }],
      attachments: [{ kind: "tag", tag: "night" }],
      eventCount: 1,
    },
  ]);
  await expectAccessible(page);

  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Calendars" }).focus();
  await page.keyboard.press("j");
  await expect(page.getByRole("row", { name: /Quiet nights.*night/ })).toBeFocused();
  await expectAccessible(page);
  await page.getByRole("row", { name: /Quiet nights/ }).focus();
  await page.keyboard.press(".");
  await page.getByRole("menuitem", { name: "Delete…" }).press("Enter");
  const question = page.getByRole("dialog", { name: "Delete “Quiet nights”?" });
  await expect(question).toContainText("1 event is no longer held back by it");
  await expect(question).toContainText("stays in the ledger");
  await question.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await expect(page.getByRole("row", { name: /Quiet nights/ })).toHaveCount(0);
  expect(await daemon.api.calendars.list.query()).toEqual([]);
});

test("shows a month of what is blocked, across the ends of years and changes of the clock", async ({
  page,
  daemon,
}) => {
  const { id } = await daemon.api.calendars.create.mutate({
    name: "Freeze",
    timezone: "Europe/Berlin",
    windows: [
      { kind: "dated", effect: "blackout", from: "2026-12-19", until: "2027-01-03T06:00", label: "year end" },
      { kind: "recurring", effect: "blackout", cron: "0 2 * * 2#2", durationMs: 7_200_000 },
    ],
  });
  await openScreen(page, daemon, `#/forecast/calendars/${String(id)}`);
  await expect(page.getByText("Begins at 02:00 on the 2nd Tuesday of the month, for 2 h.")).toBeVisible();
  const title = page.getByText(
    /^(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}$/,
  );
  const month = page.getByRole("table", { name: "What is blocked in December 2026" });
  const target = Date.UTC(2026, 11);
  while (!(await month.isVisible())) {
    const shown = Date.parse(`1 ${await title.innerText()} UTC`);
    await page.getByRole("button", { name: shown < target ? "The month after" : "The month before" }).press("Enter");
    await expect(title).not.toHaveText(new Date(shown).toLocaleString("en-GB", { month: "long", year: "numeric" }));
  }
  await expect(month.getByRole("cell", { name: "19 blocked all day" })).toBeVisible();
  await expect(month.getByRole("cell", { name: "8 blocked 02:00–04:00" })).toBeVisible();
  await expect(month.getByRole("cell", { name: "18 free" })).toBeVisible();
  await expect(month.getByRole("cell", { name: "3 blocked 00:00–06:00" })).toBeVisible();
});

test("says at every field what is wrong with it, while typing and on saving", async ({ page, daemon }) => {
  await daemon.api.calendars.create.mutate({ name: "Freeze" });
  await openScreen(page, daemon, "#/forecast/calendars/new");
  await page.getByRole("button", { name: "Recurring" }).click();
  const cron = page.getByRole("textbox", { name: "Cron expression" });
  await cron.fill("99 2 * * *");
  await expect(cron).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Days of the week" }).click();
  await page.getByRole("textbox", { name: "From" }).fill("late");
  await page.keyboard.press("Control+s");
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("2 fields need your attention");
  await expect(name(page)).toBeFocused();
  await summary.getByRole("button", { name: "Window 2, from" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "From" })).toBeFocused();
  await page.getByRole("textbox", { name: "From" }).fill("23:00");
  await name(page).fill("freeze");
  await page.keyboard.press("Control+s");
  await expect(summary.getByRole("button", { name: "Window 1, cron expression" })).toBeVisible();
  await cron.fill("0 2 * * *");
  await page.keyboard.press("Control+s");
  await expect(summary).toContainText("There is a calendar named “Freeze” already");
  await expect(name(page)).toHaveAttribute("aria-invalid", "true");
});

test("keeps what was typed when somebody else saves first, and asks before it is given up", async ({
  page,
  daemon,
}) => {
  const { id } = await daemon.api.calendars.create.mutate({ name: "Freeze", windows: [{ ...nightly, days: [6] }] });
  await openScreen(page, daemon, `#/forecast/calendars/${String(id)}`);
  const description = page.getByRole("textbox", { name: "Description" });
  await description.fill("mine");
  await daemon.api.calendars.update.mutate({ id, version: 1, calendar: { name: "Freeze", timezone: "Asia/Tokyo" } });
  const conflict = page.getByRole("alert");
  await expect(conflict).toContainText("This calendar was saved elsewhere");
  await expect(conflict).toContainText("They changed: time zone, windows");
  await expect(description).toHaveValue("mine");

  await page.getByRole("link", { name: "Cancel" }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await conflict.getByRole("button", { name: "Keep mine" }).press("Enter");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("No changes")).toBeVisible();
  expect(await daemon.api.calendars.get.query({ id })).toMatchObject({
    version: 3,
    description: "mine",
    timezone: "UTC",
  });

  await daemon.api.calendars.update.mutate({ id, version: 3, calendar: { name: "Rest" } });
  await expect(name(page)).toHaveValue("Rest");
});

test("shows what an iCalendar file would add before it adds it", async ({ page, daemon }) => {
  await openScreen(page, daemon, "#/forecast/calendars/new");
  await tabTo(page, "button", "Import iCal…");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Import windows from an iCalendar file" });
  const text = dialog.getByRole("textbox", { name: "Or paste its text" });
  await text.fill("no calendar at all");
  await dialog.getByRole("button", { name: "Read" }).press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("could not be read as iCalendar");
  await text.fill(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Example//Holidays//EN",
      "X-WR-CALNAME:Holidays",
      "BEGIN:VEVENT",
      "UID:1@example.org",
      "DTSTAMP:20260101T000000Z",
      "DTSTART;VALUE=DATE:20311225",
      "DTEND;VALUE=DATE:20311227",
      "SUMMARY:Christmas",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:2@example.org",
      "DTSTAMP:20260101T000000Z",
      "DTSTART:20311231T120000Z",
      "DTEND:20320101T120000Z",
      "SUMMARY:New year",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
  await dialog.getByRole("button", { name: "Read" }).press("Enter");
  await expect(dialog.getByRole("status").filter({ hasText: "found" })).toContainText("2 windows found in “Holidays”");
  await expect(dialog).toContainText("Thu 25 Dec 2031 to Fri 26 Dec 2031, that day included");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add 2 windows" }).press("Enter");
  await expect(windows(page)).toHaveCount(2);
  await expect(name(page)).toHaveValue("Holidays");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/#\/forecast\/calendars\/\d+$/);
  expect(await daemon.api.calendars.list.query()).toMatchObject([
    { name: "Holidays", windows: [{ label: "Christmas" }, { label: "New year", from: "2031-12-31T13:00" }] },
  ]);
});
