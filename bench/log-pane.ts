import { existsSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";
import type { RunningDaemon } from "../e2e/fixtures/daemon.ts";
import { prepareLongLog } from "../e2e/fixtures/long-log.ts";
import { until } from "../e2e/fixtures/until.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { frameTimes, heldMegabytes } from "./frame-times.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import { median, quantile } from "./samples.ts";

const logBytes = 1_000_000_000;
const paintAllowedMs = 300;
const frameAllowedMs = 50;
const heapAllowedMegabytes = 60;
const machineChromium = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Writes about 55 MB a second, in portions, for 12 s. */
const busyScript = `python3 -u - <<'END'
import sys, time
line = b"".join(b"line %07d of a busy script that goes on and on and has much to tell about all it does\\n" % n for n in range(30000))
began = time.monotonic()
sent = 0
while time.monotonic() - began < 12:
    sys.stdout.buffer.write(line)
    sent += len(line)
    ahead = sent / 55e6 - (time.monotonic() - began)
    if ahead > 0:
        time.sleep(ahead)
END
`;

/** A log of 1 GB in the page, in a real browser: opened, scrolled, and followed while a script writes. */
export async function benchLogPane(scale: Scale): Promise<BenchRow[]> {
  const daemon = await startOwnDaemon();
  const browser = await chromium.launch({
    ...(existsSync(machineChromium) ? { executablePath: machineChromium } : {}),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const session = await page.context().newCDPSession(page);
    const long = await prepareLongLog(daemon, "Long log", scale(logBytes));
    await page.goto(daemon.url);
    await page.getByRole("main").waitFor();
    const before = await heldMegabytes(session);

    const paints: number[] = [];
    for (let turn = 0; turn < scale(20); turn++)
      paints.push(await firstPaint(page, long.jobId, `line ${String(long.lines)}`));
    const scrolled = await frameTimes(page, () => scroll(page, scale(600)));
    const read = (await heldMegabytes(session)) - before;
    const { frames, rate } = await follow(page, daemon);
    const followed = (await heldMegabytes(session)) - before;
    const name = `pane, ${String(Math.round(long.bytes / 1e6))} MB`;
    return [
      limitRow({ name: `${name}: first paint of the end`, ours: median(paints), unit: "ms", atMost: paintAllowedMs }),
      limitRow({ name: `${name}: first paint of the end, p95`, ours: quantile(paints, 0.95), unit: "ms" }),
      limitRow({
        name: `${name}: scrolled, frame p95`,
        ours: quantile(scrolled, 0.95),
        unit: "ms",
        atMost: frameAllowedMs,
      }),
      limitRow({ name: `${name}: heap after it`, ours: read, unit: "MB more", atMost: heapAllowedMegabytes }),
      limitRow({
        name: `pane: following ${rate.toFixed(0)} MB/s, frame p95`,
        ours: quantile(frames, 0.95),
        unit: "ms",
        atMost: frameAllowedMs,
      }),
      limitRow({ name: "pane: heap after following", ours: followed, unit: "MB more", atMost: heapAllowedMegabytes }),
    ];
  } finally {
    await browser.close();
    await daemon.remove();
  }
}

/** From the change of the address to the frame that shows the log's last line, milliseconds. */
async function firstPaint(page: Page, jobId: string, lastLine: string): Promise<number> {
  await page.evaluate(() => (location.hash = "#/settings"));
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  return page.evaluate(
    ([id, text]) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        const observer = new MutationObserver(() => {
          if (document.querySelector("[role=log]")?.textContent.includes(text) !== true) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        location.hash = `#/jobs/${id}`;
      }),
    [jobId, lastLine] as const,
  );
}

/** Turns the wheel up and down, pages, and drags through the whole log. */
async function scroll(page: Page, turns: number): Promise<void> {
  const log = page.getByRole("log");
  await log.hover();
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, turn % 200 < 150 ? -400 : 900);
  const bar = await page.getByRole("scrollbar", { name: "Place in the log" }).boundingBox();
  if (bar === null) throw new Error("there is no scrollbar");
  await log.press("End");
  await page.mouse.move(bar.x + 7, bar.y + bar.height - 10);
  await page.mouse.down();
  for (let turn = 0; turn <= turns; turn++) {
    await page.mouse.move(bar.x + 7, bar.y + bar.height - 10 - ((bar.height - 20) * turn) / turns);
  }
  await page.mouse.up();
}

async function follow(page: Page, { api }: RunningDaemon): Promise<{ frames: readonly number[]; rate: number }> {
  const { id } = await api.events.create.mutate({
    name: "Busy",
    type: "BASH",
    run: { on: "this-computer" },
    script: busyScript,
  });
  const { jobId } = await api.events.run.mutate({ id });
  await page.evaluate((job) => (location.hash = `#/jobs/${job}`), jobId);
  await page.getByRole("log").getByText("of a busy script").first().waitFor();
  const execution = async () => (await api.jobs.get.query({ id: jobId })).executions[0];
  const size = async (): Promise<number> =>
    (await api.logs.read.query({ executionId: (await execution())?.id ?? "", limit: 1_024 })).size;
  const began = performance.now();
  const first = await size();
  let rate = 0;
  const frames = await frameTimes(page, async () => {
    await until("some seconds of it were followed", 60_000, () => performance.now() - began > 8_000);
    rate = ((await size()) - first) / 1e6 / ((performance.now() - began) / 1_000);
  });
  await until("the script has ended", 120_000, async () => (await execution())?.finishedAt !== undefined);
  return { frames, rate };
}
