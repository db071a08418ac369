import { monitorEventLoopDelay } from "node:perf_hooks";
import { prepareData } from "../e2e/fixtures/prepared-data.ts";
import { callerFactory } from "../electron/api/procedure.ts";
import { appRouter } from "../electron/api/router.ts";
import { silentLogger } from "../electron/base/logger.ts";
import { readConfiguration } from "../electron/host/configuration.ts";
import { openHost } from "../electron/host/open-host.ts";
import type { EventInput } from "../shared/event.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { median } from "./samples.ts";

const dayMs = 86_400_000;
const rounds = 5;
const allowedMs = 1_000;

/** How long a forecast of the next day and a comparison take, and how long others wait meanwhile. */
export async function benchForecast(scale: Scale): Promise<BenchRow[]> {
  const count = scale(10_000);
  const data = await prepareData(Array.from({ length: count }, (_, index) => sampleEvent(index)));
  try {
    const host = await openHost({
      configuration: readConfiguration({ dataDirectory: data.directory, vault: "file", logLevel: "silent" }, {}),
      mode: "inspect",
      logger: silentLogger,
    });
    try {
      const api = callerFactory(appRouter)(host.createContext());
      const fromMs = Date.now();
      const forecast = await measure(() => api.forecast.read({ fromMs, untilMs: fromMs + dayMs }));
      const after = { kind: "cron", cron: "0 2 * * *", timezone: "Europe/Berlin" } as const;
      const comparison = await measure(() => api.schedules.compare({ after }));
      const name = `forecast: ${count.toLocaleString("en")} events, 24 h`;
      return [
        limitRow({ name, ours: forecast.tookMs, unit: "ms", atMost: allowedMs }),
        limitRow({ name: `${name}: longest wait of others`, ours: forecast.heldUpMs, unit: "ms" }),
        limitRow({
          name: `comparison beside ${count.toLocaleString("en")} events`,
          ours: comparison.tookMs,
          unit: "ms",
        }),
      ];
    } finally {
      await host.stop();
    }
  } finally {
    await data.remove();
  }
}

/** @returns the median of some rounds and the longest time the event loop stood still in any, milliseconds */
async function measure(ask: () => Promise<unknown>): Promise<{ readonly tookMs: number; readonly heldUpMs: number }> {
  const times: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round <= rounds; round++) {
    // The first fills what later ones find ready.
    if (round === 1) loop.enable();
    const begin = performance.now();
    await ask();
    if (round > 0) times.push(performance.now() - begin);
  }
  loop.disable();
  return { tookMs: median(times), heldUpMs: loop.max / 1e6 };
}

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"];

/** Daily, hourly and every few minutes, in five zones. */
function sampleEvent(index: number): EventInput {
  const [minute, hour] = [index % 60, Math.floor(index / 60) % 24];
  const crons = [
    `${String(minute)} ${String(hour)} * * *`,
    `${String(minute)} * * * *`,
    `*/${String(5 + (index % 25))} * * * *`,
  ];
  const cron = crons[index % 20 === 0 ? 2 : index % 2] ?? "@daily";
  return {
    name: `event ${String(index)}`,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    schedule: { kind: "cron", cron, timezone: zones[index % zones.length] ?? "UTC" },
    script: "true\n",
  };
}
