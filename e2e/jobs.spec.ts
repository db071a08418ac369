import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { expectAccessible } from "./fixtures/screens.ts";
import { test } from "./fixtures/test.ts";
import { until } from "./fixtures/until.ts";

/** Saves an event that runs on this computer. @returns its id */
async function save(daemon: RunningDaemon, name: string, script: string, retries = 0): Promise<number> {
  const { id } = await daemon.api.events.create.mutate({
    name,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    retries: { max: retries, delayMs: 200 },
    script,
  });
  return id;
}

/** Saves and runs an event and opens the job's page. @returns the job's id */
async function runAndOpen(daemon: RunningDaemon, page: Page, name: string, script: string): Promise<string> {
  const { jobId } = await daemon.api.events.run.mutate({ id: await save(daemon, name, script) });
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/jobs/${jobId}`);
  await expect(page.getByRole("heading", { name })).toBeVisible();
  return jobId;
}

const log = (page: Page) => page.getByRole("log");
const badge = (page: Page) => page.getByRole("banner").or(page.locator("header")).getByRole("status");

/** Command lines of all processes of this machine that contain a text. */
async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    const words = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    if (words.includes(text)) found.push(words);
  }
  return found;
}

/** How long the log of the latest job is, in bytes of its file. */
async function logSize(daemon: RunningDaemon): Promise<number> {
  const { jobs } = await daemon.api.jobs.list.query({ limit: 1 });
  const { executions } = await daemon.api.jobs.get.query({ id: jobs[0]?.id ?? "" });
  return (await daemon.api.logs.read.query({ executionId: executions[0]?.id ?? "" })).size;
}

/** What runs on this computer outlives the daemon: it is ended before the daemon is. */
async function endAll(daemon: RunningDaemon): Promise<void> {
  const { jobs } = await daemon.api.jobs.list.query({ statuses: ["queued", "claimed", "running"] });
  await Promise.all(jobs.map((job) => daemon.api.jobs.cancel.mutate({ id: job.id }).catch(() => undefined)));
  await until("nothing runs any more", 30_000, async () => {
    const counts = await daemon.api.jobs.counts.query({});
    return counts.queued + counts.claimed + counts.running === 0;
  });
}

test.afterEach(async ({ daemon }) => {
  if (daemon.process.signalCode === null) await endAll(daemon);
});

/** Ends by itself, should a test not come to end it. */
const ticking = 'i=0; while [ $i -lt 900 ]; do i=$((i+1)); echo "tick $i"; sleep 0.1; done';

test("what a running script writes appears in the pane as it is written", async ({ page, daemon }) => {
  await runAndOpen(daemon, page, "Ticking", ticking);
  await expect(log(page)).toContainText("tick 1");
  await expect(badge(page)).toContainText("Running");
  await expect(log(page)).toContainText("tick 12");
  await expect(page.getByRole("button", { name: "Follow the end" })).toHaveAttribute("aria-pressed", "true");
});

test("a text is found in the log, and counted", async ({ page, daemon }) => {
  const script = 'for i in $(seq 300); do case $i in 50|150|250) echo "a needle at $i";; *) echo "hay $i";; esac; done';
  await runAndOpen(daemon, page, "Haystack", script);
  await expect(badge(page)).toContainText("Completed");
  await expect(log(page)).toContainText("hay 300");
  await page.keyboard.press("Control+f");
  const field = page.getByRole("textbox", { name: "Find in the log" });
  await field.fill("needle");
  await expect(page.getByRole("search")).toContainText("of 3");
  await field.press("Enter");
  await field.press("Enter");
  await expect(page.getByRole("search")).toContainText(/[123] of 3/);
  await field.fill("needle at 50");
  await expect(log(page)).toContainText("a needle at 50");
  await field.fill("no such thing");
  await expect(page.getByRole("search")).toContainText("Not found");
  await field.press("Escape");
  await expect(field).toBeHidden();
});

test("scrolling up stays where it is, following goes on at the end", async ({ page, daemon }) => {
  await runAndOpen(daemon, page, "Ticking", `seq -f 'line %g' 200; ${ticking}`);
  const follow = page.getByRole("button", { name: "Follow the end" });
  await expect(log(page)).toContainText("tick 3");
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await log(page).hover();
  await page.mouse.wheel(0, -3000);
  await expect(follow).toHaveAttribute("aria-pressed", "false");
  const shown = await log(page).innerText();
  const size = await logSize(daemon);
  await until("the log has grown", 10_000, async () => (await logSize(daemon)) > size + 500);
  expect(await log(page).innerText()).toBe(shown);
  await follow.click();
  await expect(follow).toHaveAttribute("aria-pressed", "true");
  await expect(log(page)).toContainText(/tick \d\d/);
  await follow.click();
  await expect(follow).toHaveAttribute("aria-pressed", "false");
});

test("only one stream is shown on request, and each line's instant", async ({ page, daemon }) => {
  await runAndOpen(daemon, page, "Streams", "echo to-stdout; echo to-stderr >&2");
  await expect(log(page)).toContainText("to-stdout");
  await page.getByRole("button", { name: "stderr", exact: true }).click();
  await expect(log(page)).toContainText("to-stderr");
  await expect(log(page)).not.toContainText("to-stdout");
  await page.getByRole("button", { name: "Show when each line arrived" }).click();
  await expect(log(page)).toContainText(/\d\d:\d\d:\d\d\.\d{3}\s+to-stderr/);
});

test("a cancelled run is called so only once no process of it is left", async ({ page, daemon }) => {
  const mark = "314159.26";
  await runAndOpen(daemon, page, "Long", `(trap '' TERM; sleep ${mark}) & sleep ${mark}; echo never`);
  await until(
    "the script's processes are there",
    20_000,
    async () => (await processesWith(`sleep\0${mark}`)).length === 2,
  );
  await page.getByRole("button", { name: "Cancel" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("TERM");
  await expect(dialog).toContainText("KILL");
  await dialog.getByRole("button", { name: "Cancel the run" }).click();
  await expect(badge(page)).toContainText("Cancelled", { timeout: 30_000 });
  expect(await processesWith(`sleep\0${mark}`)).toEqual([]);
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();

  const evidence = page.getByRole("region", { name: "How it was stopped" });
  await expect(evidence).toContainText(/Stopped on request at .*TERM to \d processes, KILL to .*, all gone after/);
  await evidence.getByRole("button", { name: "Show how" }).click();
  await expect(evidence.getByText(`sleep ${mark}`).first()).toBeVisible();
  await expect(evidence).toContainText("Nothing left at the last look");
  await expectAccessible(page);
});

test("a failed run says what happened and what to do, and shows the first error", async ({ page, daemon }) => {
  await runAndOpen(daemon, page, "Failing", "seq 200; echo 'fatal: no such repository'; seq 200; exit 7");
  await expect(badge(page)).toContainText("Failed");
  const trouble = page.getByRole("alert");
  await expect(trouble).toContainText("exit code 7");
  await expect(trouble).toContainText("Read the end of the log");
  await page.getByRole("button", { name: "Go to the first error" }).click();
  await expect(log(page)).toContainText("fatal: no such repository");
});

test("running again queues a new job of the same definition", async ({ page, daemon }) => {
  const first = await runAndOpen(daemon, page, "Again", "echo once more");
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(badge(page)).toContainText("Completed");
  await expect(log(page)).toContainText("once more");
  const { jobs } = await daemon.api.jobs.list.query({});
  expect(jobs.map((job) => job.source)).toEqual(["retry", "manual"]);
});

test("the list follows what happens, within its filters", async ({ page, daemon }) => {
  const good = await save(daemon, "Good", "true");
  const bad = await save(daemon, "Bad", "exit 1");
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/jobs`);
  await expect(page.getByText("Nothing has run yet.")).toBeVisible();
  await daemon.api.events.run.mutate({ id: good });
  const table = page.getByRole("table", { name: "Jobs" });
  await expect(table.getByRole("row", { name: /Good.*Completed/ })).toBeVisible();

  await page
    .getByRole("group", { name: "Status" })
    .getByRole("button", { name: /^Failed/ })
    .click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(page.getByText("No job matches these filters.")).toBeVisible();
  await daemon.api.events.run.mutate({ id: bad });
  await expect(table.getByRole("row", { name: /Bad.*Failed.*Exit code 1/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /Good/ })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Failed 1/ })).toBeVisible();

  await page.getByRole("button", { name: /^Failed/ }).click();
  await page.keyboard.press("/");
  await page.keyboard.type("goo");
  await expect(page).toHaveURL(/search=goo/);
  await expect(table.getByRole("row", { name: /Bad/ })).toHaveCount(0);
  await expect(table.getByRole("row", { name: /Good/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(table.getByRole("row", { name: /Bad/ })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Good" })).toBeFocused();
});

test("new jobs do not move what is being read", async ({ page, daemon }) => {
  const id = await save(daemon, "Often", "true");
  await daemon.api.settings.set.mutate({ concurrency: 1 });
  await Promise.all(Array.from({ length: 60 }, () => daemon.api.events.run.mutate({ id })));
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/jobs`);
  const table = page.getByRole("table", { name: "Jobs" });
  await expect(table).toBeVisible();
  await table.hover();
  await page.mouse.wheel(0, 640);
  const place = async (): Promise<number | undefined> => (await row.boundingBox())?.y;
  const { jobs } = await daemon.api.jobs.list.query({});
  const row = table.locator(`a[href="#/jobs/${jobs[25]?.id ?? ""}"]`);
  await expect(row).toBeInViewport();
  const before = await place();
  await daemon.api.events.run.mutate({ id });
  await daemon.api.events.run.mutate({ id });
  const button = page.getByRole("button", { name: "2 new above" });
  await expect(button).toBeVisible();
  expect(await place()).toBe(before);
  await button.click();
  await expect(table.getByRole("row").nth(1)).toBeInViewport();
  await expect(button).toBeHidden();
});

test("a long log opens at its end, can be read from its start, and is saved whole", async ({ page, daemon }) => {
  const jobId = await runAndOpen(daemon, page, "Long log", "seq -f 'line %g of a very long log that goes on' 200000");
  await expect(badge(page)).toContainText("Completed");
  await page.reload();
  await expect(log(page)).toContainText("line 200000 ");
  await page.getByRole("button", { name: "Go to the start" }).click();
  await expect(log(page)).toContainText("line 1 of");
  await expect(log(page)).not.toContainText("line 200000 ");

  await page.getByRole("button", { name: "Download the log" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Everything, byte for byte" }).click(),
  ]);
  const saved = await readFile(await download.path());
  const job = await daemon.api.jobs.get.query({ id: jobId });
  expect(createHash("sha256").update(saved).digest("hex")).toBe(job.executions[0]?.logSha256);
  await page.getByRole("button", { name: "Go to the end" }).click();
  await expect(log(page)).toContainText("line 200000 ");
});

test("the log goes on where it was after the core was gone for a while", async ({ page, daemon }) => {
  // Tall enough for all that is written meanwhile.
  await page.setViewportSize({ width: 1280, height: 3_000 });
  await runAndOpen(daemon, page, "Ticking", ticking.replace("0.1", "0.4"));
  const ticks = async (): Promise<number[]> =>
    [...(await log(page).innerText()).matchAll(/tick (\d+)/g)].map((match) => Number(match[1]));
  await expect.poll(async () => (await ticks()).length).toBeGreaterThan(5);
  await daemon.kill();
  await expect(page.getByText("The connection is lost. This is what had arrived")).toBeVisible();
  const had = (await ticks()).at(-1) ?? 0;
  expect(had).toBeGreaterThan(5);
  const again = await startDaemon({ dataDirectory: daemon.dataDirectory, port: daemon.port });
  try {
    await expect(page.getByText("The connection is lost. This is what had arrived")).toBeHidden({ timeout: 30_000 });
    await expect.poll(async () => (await ticks()).at(-1), { timeout: 30_000 }).toBeGreaterThan(had + 5);
    // Nothing twice, nothing left out.
    const shown = await ticks();
    expect(shown[0]).toBe(1);
    expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
  } finally {
    await endAll(again);
    await again.stop();
  }
});

test("both screens are free of accessibility faults", async ({ page, daemon }) => {
  await runAndOpen(daemon, page, "Failing", "echo bad >&2; exit 1");
  await expect(badge(page)).toContainText("Failed");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.goto(`http://127.0.0.1:${String(daemon.port)}/#/jobs`);
  await expect(page.getByRole("table", { name: "Jobs" })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
