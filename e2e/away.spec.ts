import { expect, test as plain, type Page } from "@playwright/test";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, tabTo } from "./fixtures/screens.ts";
import { setBack } from "./fixtures/set-back.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Saves an event that is next due in nine minutes, so that nothing of it is due while the test goes on. */
async function create(daemon: RunningDaemon, name: string, schedule: object): Promise<void> {
  const anchorMs = Date.now() - 24 * hourMs - minuteMs;
  await daemon.api.events.create.mutate({
    name,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    script: "true\n",
    schedule: { kind: "interval", everyMs: 10 * minuteMs, anchorMs, ...schedule },
  });
}

interface Away {
  /** Running again after three hours. */
  readonly daemon: RunningDaemon;
}

/** A program that was killed three hours ago and is started now, its page open. */
const test = plain.extend<Away>({
  daemon: async ({}, provide) => {
    const before = await startDaemon();
    await create(before, "Rotate logs", { missed: "none" });
    await create(before, "Poll invoices", { missed: "none" });
    await create(before, "Backup", { missed: "latest" });
    await before.kill();
    await setBack(before.dataDirectory, 3 * hourMs);
    const daemon = await startDaemon({ dataDirectory: before.dataDirectory });
    await provide(daemon);
    await daemon.remove();
  },
  page: async ({ page, daemon }, provide) => {
    await page.goto(daemon.url);
    await provide(page);
  },
});

const card = (page: Page) => page.getByRole("region", { name: "While you were away" });
const row = (page: Page, name: string) => card(page).getByRole("listitem").filter({ hasText: name });

test("one card tells what was missed and what each policy did, light and dark", async ({ page }) => {
  await expect(card(page)).toContainText("Cronium was not running");
  await expect(card(page)).toContainText("54 runs were due: 1 caught up, 53 missed.");
  await expect(row(page, "Rotate logs")).toContainText("18 were missed, as its schedule catches nothing up");
  await expect(row(page, "Backup")).toContainText("the latest was caught up; 17 earlier ones were not");
  await expect(row(page, "Backup").getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Scheduler:/ })).toContainText("On time");
  await expectAccessible(page);
});

test("runs what was missed, one and then the rest, and is put away, by keyboard alone", async ({ page, daemon }) => {
  await tabTo(page, "button", "Run Rotate logs");
  await page.keyboard.press("Enter");
  await expect(row(page, "Rotate logs").getByRole("link", { name: "Run by hand" })).toBeVisible();

  await tabTo(page, "button", "Run all that was missed");
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Run all that was missed?" });
  await expect(question).toContainText("1 event is run once each, now: Poll invoices.");
  await expectAccessible(page);
  await tabTo(page, "button", "Run them");
  await page.keyboard.press("Enter");
  await expect(row(page, "Poll invoices").getByRole("link", { name: "Run by hand" })).toBeVisible();
  await expect(card(page).getByRole("button", { name: "Run all that was missed" })).toHaveCount(0);
  const { jobs } = await daemon.api.jobs.list.query({});
  expect(jobs.map(({ eventName, source }) => `${eventName} ${source}`).sort()).toEqual([
    "Backup schedule",
    "Poll invoices manual",
    "Rotate logs manual",
  ]);

  await tabTo(page, "button", "Dismiss");
  await page.keyboard.press("Enter");
  await expect(card(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("Active events")).toBeVisible();
  await expect(card(page)).toHaveCount(0);
  expect(await daemon.api.absences.latest.query()).toEqual({ absences: [], total: 0 });
});

test("what was missed leads to why, and the ledger shows what was run in its stead", async ({ page }) => {
  await tabTo(page, "button", "Run Rotate logs");
  await page.keyboard.press("Enter");
  await expect(row(page, "Rotate logs").getByRole("link", { name: "Run by hand" })).toBeVisible();
  await tabTo(page, "link", "Rotate logs");
  await page.keyboard.press("Enter");
  const answer = page.getByRole("region", { name: "Answer" });
  await expect(answer).toContainText("Missed");
  await expect(answer).toContainText("Run by hand");
  await expect(answer).toContainText("Completed", { timeout: 30_000 });
});
