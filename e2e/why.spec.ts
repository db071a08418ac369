import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { systemClock } from "../electron/base/clock.ts";
import { openStore } from "../electron/store/store.ts";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

const base = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" }, script: "true\n" } as const;

const everySecond = { kind: "interval", everyMs: 1_000, timezone: "UTC" } as const;
/** Once a year: nothing is due while one looks. */
const yearly = { kind: "cron", cron: "0 0 1 1 *", timezone: "UTC" } as const;

/** An event that was due every second for a while, and is due once a year since. @returns its id */
async function ledgerWithSeam(daemon: RunningDaemon): Promise<number> {
  const { id } = await daemon.api.events.create.mutate({ ...base, name: "Probe", schedule: everySecond });
  await until("two of its jobs have ended", 60_000, async () => {
    const rows = await daemon.api.occurrences.list.query({ eventId: id });
    return rows.filter(({ run }) => run?.finishedAt !== undefined).length >= 2;
  });
  await daemon.api.events.update.mutate({ id, version: 1, event: { ...base, name: "Probe", schedule: yearly } });
  return id;
}

const ledger = (page: Page) => page.getByRole("table", { name: "Ledger" });
const answer = (page: Page) => page.getByRole("region", { name: "Answer" });

test("why it ran is answered with its times, its job and the schedule of that moment, by keyboard alone", async ({
  page,
  daemon,
}) => {
  const id = await ledgerWithSeam(daemon);
  await openScreen(page, daemon, `#/events/${String(id)}?tab=ledger`);
  await expect(ledger(page)).toBeVisible();
  await page.keyboard.press("j");
  await expect(ledger(page).getByRole("row", { name: /Schedule changed: every 1s.* → at 00:00 on/ })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(answer(page)).toContainText("Queued");
  for (const fact of ["Decided", "Started", "Finished", "Exit code", "Schedule then"]) {
    await expect(answer(page)).toContainText(fact);
  }
  await expect(page).toHaveURL(/at=\d+/);
  await expectAccessible(page);

  await tabTo(page, "button", /^Due before:/);
  const asked = page.url();
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(asked);
  await tabTo(page, "link", "Open job");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/jobs\/job_/);
});

test("why it did not run is answered for any moment one asks about", async ({ page, daemon }) => {
  const id = await ledgerWithSeam(daemon);
  await openScreen(page, daemon, `#/events/${String(id)}?tab=ledger`);
  const field = page.getByLabel("Why, or why not, at");
  await expect(field).toBeVisible();
  await page.keyboard.press("w");
  await expect(field).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Give a date and a time")).toBeVisible();
  await field.fill("2020-02-03T02:30");
  await field.press("Enter");
  await expect(answer(page)).toContainText("exists only since");
  await field.fill("2031-07-01T02:30");
  await field.press("Enter");
  await expect(answer(page)).toContainText(/not due|nothing/i);
  await expect(answer(page).getByRole("button", { name: /^Due after:/ })).toContainText("2032");
  await tabTo(page, "button", "Close the answer");
  await page.keyboard.press("Enter");
  await expect(answer(page)).toHaveCount(0);
});

test("every version of the schedule stands between what was due by it, and can be looked at alone", async ({
  page,
  daemon,
}) => {
  const id = await ledgerWithSeam(daemon);
  await daemon.api.events.setStatus.mutate({ id, status: "PAUSED" });
  await openScreen(page, daemon, `#/events/${String(id)}?tab=ledger`);
  const seams = ledger(page).getByRole("row", { name: /Schedule|active/ });
  await expect(seams).toHaveCount(3);
  await expect(seams.nth(0)).toContainText("No longer active");
  await expect(seams.nth(2)).toContainText("Schedule set: every 1s");

  await ledger(page).getByRole("row", { name: /Ran/ }).first().press("Enter");
  await answer(page)
    .getByRole("button", { name: /^every 1s/ })
    .press("Enter");
  await expect(page).toHaveURL(/version=\d+/);
  await expect(seams).toHaveCount(0);
  await expect(ledger(page).getByRole("row", { name: /Ran/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).press("Enter");
  await expect(seams).toHaveCount(3);
});

test("what a calendar held back names the calendar and leads to it", async ({ page, daemon }) => {
  const days = [1, 2, 3, 4, 5, 6, 7];
  await daemon.api.calendars.create.mutate({
    name: "Release freeze",
    windows: [{ kind: "weekly", effect: "blackout", days, from: "00:00", until: "00:00" }],
    attachments: [{ kind: "everything" }],
  });
  const { id } = await daemon.api.events.create.mutate({ ...base, name: "Probe", schedule: everySecond });
  await openScreen(page, daemon, `#/events/${String(id)}?tab=ledger&decision=skipped`);
  await ledger(page)
    .getByRole("row", { name: /Skipped.*Release freeze/ })
    .first()
    .press("Enter");
  await expect(answer(page)).toContainText("calendar");
  await answer(page).getByRole("link", { name: "Release freeze" }).press("Enter");
  await expect(page).toHaveURL(/#\/forecast\/calendars\/\d+/);
});

test("the ledger proves that it is whole, and says plainly when it is not", async ({ page, daemon }) => {
  const id = await ledgerWithSeam(daemon);
  await openScreen(page, daemon, `#/events/${String(id)}?tab=ledger`);
  await page.getByRole("button", { name: "Verify the ledger" }).press("Enter");
  await expect(page.getByText("Nothing has been tampered with.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the newest hash of the due times" })).toBeVisible();
  await expectAccessible(page);

  await daemon.kill();
  const path = join(daemon.dataDirectory, "cronium.sqlite");
  const store = openStore({ path, clock: systemClock, programVersion: "test" });
  await store.write.updateTable("occurrences").set({ reason: "nothing to see here" }).where("id", "=", 1).execute();
  await store.close();
  const again = await startDaemon({ dataDirectory: daemon.dataDirectory });
  try {
    await page.goto(again.url);
    await openScreen(page, again, `#/events/${String(id)}?tab=ledger`);
    await page.getByRole("button", { name: "Verify the ledger" }).press("Enter");
    const alarm = page.getByRole("alert").filter({ hasText: "The ledger was changed behind Cronium's back" });
    await expect(alarm).toContainText("due times, row 1");
    await expect(alarm).toBeInViewport();
    await expect(page.getByText("Nothing has been tampered with.")).toHaveCount(0);
    await expectAccessible(page);
  } finally {
    await again.stop();
  }
});
