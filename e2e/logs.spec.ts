import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import type { RunningDaemon } from "./fixtures/daemon.ts";
import { prepareLongLog } from "./fixtures/long-log.ts";
import { expectAccessible, openScreen, tabTo } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

const log = (page: Page) => page.getByRole("log");
const found = (page: Page) => page.getByRole("search").getByRole("status");

/** Runs a script on this computer and waits for its end. @returns the job's id */
async function run(daemon: RunningDaemon, id: number): Promise<string> {
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await until("the job has ended", 60_000, async () =>
    ["completed", "failed"].includes((await daemon.api.jobs.get.query({ id: jobId })).status),
  );
  return jobId;
}

async function save(daemon: RunningDaemon, name: string, script: string): Promise<number> {
  const { id } = await daemon.api.events.create.mutate({ name, type: "BASH", run: { on: "this-computer" }, script });
  return id;
}

test("a log of 20 MB by keyboard: its ends, any line of it, what is found in it, one stream of it, and no more in the page than is seen", async ({
  page,
  daemon,
}) => {
  const long = await prepareLongLog(daemon, "Long log", 20_000_000);
  await openScreen(page, daemon, `#/jobs/${long.jobId}`);
  await expect(log(page)).toContainText(`line ${String(long.lines)} `);
  await log(page).focus();
  await page.keyboard.press("Home");
  await expect(log(page)).toContainText("line 1 took");
  await page.keyboard.press("PageDown");
  await expect(log(page)).not.toContainText("line 1 took");
  await page.keyboard.press("End");
  await expect(log(page)).toContainText(`line ${String(long.lines)} `);
  expect(await log(page).locator("> div > div").count()).toBeLessThan(200);

  await page.keyboard.press("l");
  await page.getByRole("textbox", { name: "Line, share or byte" }).fill("123456");
  await page.keyboard.press("Enter");
  await expect(log(page)).toContainText("line 123456 took");

  await page.keyboard.press("Home");
  await page.keyboard.press("/");
  await page.keyboard.type("needle number 1");
  const needles = Math.floor(long.lines / 10_000);
  const wanted = Array.from({ length: needles }, (_, index) => String(index + 1)).filter((each) =>
    each.startsWith("1"),
  );
  await expect(found(page)).toHaveText(`1 of ${String(wanted.length)}`);
  await expect(log(page)).toContainText("needle number 1 in line 10000");
  await page.keyboard.press("Enter");
  await expect(log(page)).toContainText("needle number 10 in line 100000");
  await page.keyboard.press("Shift+Enter");
  await expect(found(page)).toHaveText(`1 of ${String(wanted.length)}`);
  await expect(log(page).locator("mark")).toHaveText(["needle", " number 1"]);

  const field = page.getByRole("textbox", { name: "Find in the log" });
  await field.fill("needle number [");
  await page.getByRole("button", { name: "Regular expression" }).click();
  await expect(page.getByRole("alert")).toContainText("Not a regular expression");
  await field.fill(`needle number ${String(needles)}\\b`);
  await expect(found(page)).toHaveText("1 of 1");
  await expect(log(page)).toContainText(`in line ${String(needles * 10_000)}`);
  await field.press("Escape");
  await expect(field).toBeHidden();
  await page.keyboard.press("w");
  await expect(page.getByRole("button", { name: "Wrap long lines (w)" })).toHaveAttribute("aria-pressed", "false");
  await expectAccessible(page);

  await page.getByRole("button", { name: "stderr", exact: true }).click();
  await expect(log(page)).toContainText("needle number 1 in line 10000");
  await expect(log(page)).not.toContainText("worker");
  await page.getByRole("button", { name: "Download the log" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "stderr, byte for byte" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.stderr\.log$/);
  const saved = await readFile(await download.path(), "utf8");
  expect(saved.trimEnd().split("\n")).toHaveLength(needles);
});

test("following a script that writes without pause: it can be left, and all that was passed over is there", async ({
  page,
  daemon,
}) => {
  const lines = 400_000;
  const id = await save(
    daemon,
    "Busy",
    `seq -f 'line %.0f of a busy script that has much to tell' ${String(lines)}; sleep 2; echo over`,
  );
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await openScreen(page, daemon, `#/jobs/${jobId}`);
  await expect(log(page)).toContainText("of a busy script");
  await expect(log(page)).toContainText("over", { timeout: 60_000 });
  await log(page).focus();
  await page.keyboard.press("l");
  await page.getByRole("textbox", { name: "Line, share or byte" }).fill(String(lines / 2));
  await page.keyboard.press("Enter");
  await expect(log(page)).toContainText(`line ${String(lines / 2)} of`);
  await expect(log(page)).toContainText(`line ${String(lines / 2 + 1)} of`);
  const job = await daemon.api.jobs.get.query({ id: jobId });
  expect(job.executions[0]?.logDroppedBytes).toBe(0);
});

test("a failed run is laid beside the last good one", async ({ page, daemon }) => {
  const id = await save(daemon, "Nightly", "echo begin $RANDOM; echo copied 12 files; echo end");
  await run(daemon, id);
  const { version } = await daemon.api.events.get.query({ id });
  await daemon.api.events.update.mutate({
    id,
    version,
    event: {
      name: "Nightly",
      type: "BASH",
      run: { on: "this-computer" },
      script: "echo begin $RANDOM; echo disk is full >&2; exit 3",
    },
  });
  const failed = await run(daemon, id);
  await openScreen(page, daemon, `#/jobs/${failed}`);
  await tabTo(page, "link", "Compare with the last good run");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "How it went" })).toContainText("3");
  await expect(page.getByRole("table", { name: "Script, line by line" })).toContainText("exit 3");
  const lines = page.getByRole("table", { name: "Log on this computer, line by line" });
  await expect(lines).toContainText("disk is full");
  await expect(lines).toContainText("copied 12 files");
  await expectAccessible(page);
});

test("logs of all jobs are searched by keyboard alone, and a match leads to its line", async ({ page, daemon }) => {
  const backup = await save(daemon, "Backup", "seq 500; echo 'error: disk sda1 is full'; seq 500; exit 1");
  const report = await save(daemon, "Report", "echo all is well; echo 'Disk sdb2 has room'");
  const failed = await run(daemon, backup);
  await run(daemon, report);
  await openScreen(page, daemon, "#/");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page.getByRole("heading", { name: "Search logs" })).toBeVisible();
  await expect(page.getByText("Find a line in any log of any job")).toBeVisible();
  await page.keyboard.type("disk sd");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=disk/);
  const hits = page.getByRole("list", { name: "Found" });
  await expect(hits.getByRole("link", { name: /Line 501: error: disk sda1 is full/ })).toBeVisible();
  await expect(hits.getByRole("link", { name: /Line 2: Disk sdb2 has room/ })).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, "button", "Match case");
  await page.keyboard.press("Enter");
  await expect(hits.getByRole("link", { name: /Line 2/ })).toHaveCount(0);
  await tabTo(page, "link", /Line 501/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(failed));
  await expect(log(page)).toContainText("error: disk sda1 is full");
  await expect(log(page).locator("[data-joined]").first()).toHaveText(/^4\d\d$/);

  await openScreen(page, daemon, "#/search?q=nothing%20like%20it&status=failed");
  await expect(page.getByText("No log holds “nothing like it”.")).toBeVisible();
  await page.getByRole("button", { name: "Search all logs" }).click();
  await expect(page).not.toHaveURL(/status/);
});
