import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible, openScreen } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

let daemon: RunningDaemon;
test.beforeAll(async () => {
  daemon = await startDaemon();
});
test.afterAll(() => daemon.remove());

const script = `import os, time
held = b"x" * 60_000_000
until = time.time() + 3
while time.time() < until:
    sum(range(20_000))
place = os.environ["CRONIUM_OUTPUT_DIRECTORY"]
os.makedirs(f"{place}/reports")
open(f"{place}/reports/summary.txt", "w").write("kept\\n")
open(f"{place}/large.bin", "wb").write(b"y" * 3_000_000)
`;

test("the page of a job in a container shows what it used and gives out the files it left", async ({ page }) => {
  // The image may have to be built first.
  test.setTimeout(240_000);
  const { id } = await daemon.api.events.create.mutate({
    name: "Monthly report",
    type: "PYTHON",
    status: "ACTIVE",
    run: { on: "container", settings: { memoryBytes: 256 * 1024 * 1024, artifactBytes: 1024 * 1024 } },
    script,
  });
  const { jobId } = await daemon.api.events.run.mutate({ id });
  await page.goto(daemon.url);
  await openScreen(page, daemon, `#/jobs/${jobId}?tab=usage`);
  await expect(page.getByRole("img", { name: /^Memory: peak .* of 256 MiB/ })).toBeVisible({ timeout: 120_000 });
  await until(
    "the job to end",
    30_000,
    async () => (await daemon.api.jobs.get.query({ id: jobId })).status === "completed",
  );
  await expect(page.getByRole("img", { name: /^Processors: peak [01]\.\d\d of 1\.00 core/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("radio", { name: "Charts" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("columnheader", { name: "Memory" })).toBeVisible();
  expect(await page.getByRole("row").count()).toBeGreaterThan(2);
  await expectAccessible(page);

  await page.getByRole("tab", { name: "Files (2)" }).click();
  await expect(page.getByText("1 file was not kept")).toBeVisible();
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download reports/summary.txt" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("summary.txt");
  expect(await readFile(await download.path(), "utf8")).toBe("kept\n");
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText("1 file in /workspace/out not kept: 1 MB are kept at most.")).toBeVisible();
});
