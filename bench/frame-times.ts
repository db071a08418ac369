import type { CDPSession, Page } from "@playwright/test";

/** Runs `work` and tells how long each frame took that the page drew meanwhile, milliseconds. */
export async function frameTimes(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    const recording = { times, on: true };
    Object.assign(window, { recording });
    let last = performance.now();
    const frame = (now: number): void => {
      times.push(now - last);
      last = now;
      if (recording.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await work();
  return page.evaluate(() => {
    const { recording } = window as unknown as { recording: { times: number[]; on: boolean } };
    recording.on = false;
    // The first one began before.
    return recording.times.slice(1);
  });
}

/** What the page's scripts hold once all that nobody needs is collected, megabytes. */
export async function heldMegabytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
