import { Cron } from "croner";
import { compileSchedule, nextDue } from "../electron/schedule/due.ts";
import { rateRow, type BenchRow } from "./bench-row.ts";

const startMs = Date.UTC(2026, 0, 1);
/** Rounds alternate between the two, and each one's best counts, so that a busy moment hurts neither. */
const rounds = 5;
const oursPerRound = 200_000;
const peerPerRound = 4_000;

const leastRatio = 5;
const leastRate = 100_000;

const subjects = [
  { name: "every 5 minutes, UTC", cron: "*/5 * * * *", timezone: "UTC" },
  { name: "every 5 minutes, Berlin", cron: "*/5 * * * *", timezone: "Europe/Berlin" },
  { name: "02:30 on the 1st or a Monday, UTC", cron: "30 2 1 * 1", timezone: "UTC" },
  { name: "02:30 on the 1st or a Monday, Berlin", cron: "30 2 1 * 1", timezone: "Europe/Berlin" },
] as const;

/** Next-due computations a second on a schedule parsed once, each starting from the one before, against croner. */
export function benchCron(): BenchRow[] {
  return subjects.map(({ name, cron, timezone }) => {
    const schedule = compileSchedule({ kind: "cron", cron, timezone });
    const peer = new Cron(cron, { timezone, domAndDow: false });
    let ours = 0;
    let baseline = 0;
    for (let round = 0; round < rounds; round++) {
      ours = Math.max(
        ours,
        rate(oursPerRound, (after) => nextDue(schedule, after)),
      );
      baseline = Math.max(
        baseline,
        rate(peerPerRound, (after) => peer.nextRun(new Date(after))?.getTime() ?? null),
      );
    }
    return rateRow({
      name: `cron: ${name}`,
      ours: Math.round(ours),
      baseline: Math.round(baseline),
      unit: "next-due/s",
      goal: "at least 5 times croner, and 100,000/s",
      met: ours >= leastRatio * baseline && ours >= leastRate,
    });
  });
}

function rate(operations: number, next: (afterMs: number) => number | null): number {
  let instant = startMs;
  const begin = performance.now();
  for (let done = 0; done < operations; done++) instant = next(instant) ?? startMs;
  return operations / ((performance.now() - begin) / 1000);
}
