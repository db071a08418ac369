import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright";
import type { RunningDaemon } from "../e2e/fixtures/daemon.ts";
import { limitRow, type BenchRow } from "./bench-row.ts";
import { median, quantile } from "./samples.ts";

const machines = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const rounds = 15;

/**
 * How long the page takes from leaving for the list of jobs to the frame that shows its rows, in Chromium: coming from
 * another screen, and with the list asked for anew by a filter.
 */
export async function paintedJobs({ url }: RunningDaemon, atMost: number): Promise<BenchRow[]> {
  const browser = await chromium.launch({
    ...(existsSync(machines) ? { executablePath: machines } : {}),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url);
    await page.getByRole("link", { name: "Jobs" }).first().waitFor();
    const fresh: number[] = [];
    const filtered: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      await page.goto(url);
      await page.getByRole("link", { name: "Jobs" }).first().waitFor();
      const times = [await untilPainted(page, "#/jobs"), await untilPainted(page, `#/jobs?event=${String(round + 1)}`)];
      // What the browser compiles at first is not the list's.
      if (round === 0) continue;
      fresh.push(times[0] ?? NaN);
      filtered.push(times[1] ?? NaN);
    }
    return [row("first paint of the list", fresh, atMost), row("paint after choosing an event", filtered, atMost)];
  } finally {
    await browser.close();
  }
}

/** @returns milliseconds until the first frame after which other rows than before are shown */
function untilPainted(page: Page, address: string): Promise<number> {
  return page.evaluate(async (hash) => {
    const firstRow = (): Element | undefined =>
      [...document.querySelectorAll('[aria-label="Jobs"] a[href^="#/jobs/"]')].find((link) => link.textContent !== "");
    const before = firstRow()?.getAttribute("href");
    const begin = performance.now();
    location.hash = hash;
    for (;;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = firstRow()?.getAttribute("href");
      if (now !== undefined && now !== null && now !== before) break;
      if (performance.now() - begin > 30_000) throw new Error(`no rows were shown at ${hash}`);
    }
    // The frame that holds them is on the screen once the next one begins.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - begin;
  }, address);
}

function row(name: string, times: readonly number[], atMost: number): BenchRow {
  return limitRow({
    name: `${name} (p50 ${median(times).toFixed(0)}), p95`,
    ours: quantile(times, 0.95),
    unit: "ms",
    atMost,
  });
}
