import { expect, type Page } from "@playwright/test";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" }, script: "true\n" } as const;
const berlin = "Europe/Berlin";

async function create(daemon: RunningDaemon, name: string, schedule: object, script = "true\n"): Promise<number> {
  const event = { ...base, name, script, schedule: schedule as { kind: "cron"; cron: string } };
  return (await daemon.api.events.create.mutate(event)).id;
}

const changes = (page: Page) => page.getByRole("region", { name: "What saving changes" });
const cronField = (page: Page) => page.getByRole("textbox", { name: "Cron expression" });

/** Writes another cron expression, without a mouse. */
async function retype(page: Page, cron: string): Promise<void> {
  await cronField(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(cron);
}

test("before saving, the editor says what changes, whom it meets and what the clock changes do, by keyboard alone", async ({
  page,
  daemon,
}) => {
  await create(daemon, "db-backup", { kind: "cron", cron: "0 2 * * *", timezone: berlin });
  const id = await create(daemon, "Report", { kind: "cron", cron: "0 6 * * mon", timezone: berlin });
  await openScreen(page, daemon, `#/events/${String(id)}`);
  await expect(page.getByRole("heading", { name: "Report" })).toBeVisible();
  await page.keyboard.press("e");
  await expect(changes(page)).toContainText("same times as before");

  await retype(page, "0 2 * * *");
  await expect(changes(page)).toContainText("6 more runs a week");
  await expect(changes(page)).toContainText(/meets db-backup/i);
  await expect(changes(page).getByRole("link", { name: "db-backup" })).toBeVisible();
  const due = changes(page).getByRole("group", { name: "Due times in these days" });
  await expect(due).toContainText(/New\s*14/);
  await expect(due).toContainText(/No longer\s*2/);

  await retype(page, "30 2 * * *");
  await expect(changes(page)).toContainText("03:00 instead of 02:30");
  await expect(changes(page).getByRole("link", { name: "db-backup" })).toHaveCount(0);
  await tabTo(page, "button", /^Show the day \d{4}-03-\d\d$/);
  await page.keyboard.press("Enter");
  const date = changes(page).getByLabel("Compare from this date on");
  await expect(date).toHaveValue(/^\d{4}-03-\d\d$/);
  const springDay = await date.inputValue();
  await expect(due).toContainText("03:00");

  await date.focus();
  await page.keyboard.press("PageUp");
  await expect(date).not.toHaveValue(springDay);
  await page.keyboard.press("PageDown");
  await expect(date).toHaveValue(springDay);
  await tabTo(page, "button", "From now");
  await page.keyboard.press("Enter");
  await expect(date).not.toHaveValue(springDay);
  // An answer to an earlier question is dimmed until the new one is there.
  await expect(page.locator("section[aria-busy=true]")).toHaveCount(0);
  await expectAccessible(page);
  expect(await daemon.api.events.get.query({ id })).toMatchObject({ version: 1 });
});

test("a schedule that cannot be is told at its field, and nothing is shown for it", async ({ page, daemon }) => {
  const id = await create(daemon, "Report", { kind: "cron", cron: "0 6 * * mon", timezone: berlin });
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  await expect(changes(page).getByRole("group")).toBeVisible();
  await retype(page, "0 26 * * *");
  await expect(cronField(page)).toHaveAttribute("aria-invalid", "true");
  await expect(changes(page)).toContainText("Correct what is marked");
  await expect(changes(page).getByRole("group")).toHaveCount(0);

  await retype(page, "0 6 * * *");
  await expect(changes(page)).toContainText("6 more runs a week");
  await tabTo(page, "button", /^Bounds/);
  await page.keyboard.press("Enter");
  await page.getByLabel("Not before").fill("2027-05-02T08:00:00");
  await page.getByLabel("Not after").fill("2027-05-01T08:00:00");
  await expect(page.getByLabel("Not after")).toHaveAttribute("aria-invalid", "true");
  await expect(changes(page)).toContainText("Correct what is marked");
});

test("a schedule's bounds are saved as they were given and shown again, folded to one line", async ({
  page,
  daemon,
}) => {
  const id = await create(daemon, "Report", { kind: "cron", cron: "0 6 * * mon", timezone: berlin });
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  const bounds = page.getByRole("button", { name: /^Bounds/ });
  await expect(bounds).toContainText("any number of runs");
  await bounds.press("Enter");
  await page.getByLabel("Not before").fill("2027-05-02T08:00:00");
  await page.getByLabel("Not after").fill("2027-06-30T23:59:00");
  await page.getByRole("textbox", { name: "Runs at most" }).fill("50");
  await page.getByRole("switch", { name: "Count anew when activated" }).press("Space");
  await page.getByRole("textbox", { name: "Pause after failures in a row" }).fill("3");
  await expectAccessible(page);
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(new RegExp(`#/events/${String(id)}$`));
  expect((await daemon.api.events.get.query({ id })).fields.schedule).toMatchObject({
    startMs: Date.UTC(2027, 4, 2, 6),
    endMs: Date.UTC(2027, 5, 30, 21, 59),
    maxRuns: 50,
    resetRunsOnActivation: true,
    pauseAfterFailures: 3,
  });
  await expect(page.getByLabel("Summary")).toContainText("0 of 50 runs");
  await openScreen(page, daemon, `#/events/${String(id)}/edit`);
  await expect(page.getByRole("button", { name: /^Bounds/ })).toContainText(
    "from 2027-05-02 08:00 until 2027-06-30 23:59 · 50 runs at most · paused after 3 failures in a row",
  );
});

test("an event whose runs are used up says so, and starts anew once its counters are reset", async ({
  page,
  daemon,
}) => {
  const id = await create(daemon, "Twice", { kind: "interval", everyMs: 1_000, maxRuns: 2 });
  await openScreen(page, daemon, `#/events/${String(id)}`);
  const banner = page.getByRole("alert").filter({ hasText: "Cronium paused this event" });
  await expect(banner).toContainText("All 2 runs have been made");
  await expect(page.getByLabel("Summary")).toContainText("2 of 2 runs");
  await expectAccessible(page);
  await tabTo(page, "button", "Reset and activate…");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Reset the counters of “Twice” and activate it?" });
  await expect(question).toContainText("Its schedule may make 2 runs again.");
  await expectAccessible(page);
  await tabTo(page, "button", "Reset and activate");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await daemon.api.jobs.list.query({ eventId: id })).jobs.length).toBe(4);
  await expect(banner).toContainText("All 2 runs have been made");
});

test("an event that keeps failing is paused, says why, and is set going again", async ({ page, daemon }) => {
  const schedule = { kind: "interval", everyMs: 1_000, pauseAfterFailures: 2 };
  const id = await create(daemon, "Flaky", schedule, "exit 3\n");
  await openScreen(page, daemon, `#/events/${String(id)}`);
  const banner = page.getByRole("alert").filter({ hasText: "Cronium paused this event" });
  await expect(banner).toContainText("2 jobs in a row failed");
  await expect(page.getByLabel("Summary")).toContainText("2 failures in a row; 2 pause it");
  await page.keyboard.press("i");
  await expect(page.getByRole("link", { name: /Flaky was paused.*2 jobs in a row failed/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await daemon.api.events.update.mutate({
    id,
    version: (await daemon.api.events.get.query({ id })).version,
    event: { ...base, name: "Flaky", status: "PAUSED", schedule: { kind: "cron", cron: "0 0 1 1 *" } },
  });
  await banner.getByRole("button", { name: "Activate" }).press("Enter");
  await expect(banner).toHaveCount(0);
  expect(await daemon.api.events.get.query({ id })).toMatchObject({ status: "ACTIVE" });
});
