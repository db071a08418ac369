import { createHash } from "node:crypto";
import { chooseScenario, type ScenarioSize } from "./choose-scenario.ts";
import type { ScenarioFailure } from "./run-scenario.ts";
import type { WorldCounts } from "./world.ts";

/** Scenarios one after the other, each with the seed after the one before. */
export interface Campaign extends ScenarioSize {
  readonly seed: number;
  /** Scenarios are run whole until so many hours have been simulated. */
  readonly hours: number;
}

/** What is told of one scenario. */
export interface ScenarioReport extends Omit<WorldCounts, "causes"> {
  readonly seed: number;
  readonly pace: string;
  /** Simulated time, hours. */
  readonly hours: number;
  readonly pauses: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly trace: string;
  readonly failure: ScenarioFailure | undefined;
}

/** Everything together. */
export interface CampaignReport {
  readonly scenarios: number;
  /** What is counted, added up. */
  readonly sums: Readonly<Record<(typeof counted)[number], number>>;
  readonly causes: Readonly<Record<string, number>>;
  readonly trace: string;
  readonly failures: readonly ScenarioReport[];
}

const counted = [
  "hours",
  "checks",
  "due",
  "ticks",
  "crashes",
  "brokenWrites",
  "jobs",
  "happenings",
  "refusals",
  "absences",
  "pauses",
] as const satisfies readonly (keyof ScenarioReport)[];

/** The seeds of a campaign: how many scenarios it takes follows from their lengths alone. */
export function seedsOf({ seed, hours, events }: Campaign): number[] {
  const seeds: number[] = [];
  let left = hours * 3_600_000;
  while (left > 0) {
    const next = seed + seeds.length;
    seeds.push(next);
    left -= chooseScenario(next, { events }).lengthMs;
  }
  return seeds;
}

/** Adds up what scenarios told; the order in which they ended does not matter. */
export function summarise(reports: readonly ScenarioReport[]): CampaignReport {
  const sorted = [...reports].sort((left, right) => left.seed - right.seed);
  const causes: Record<string, number> = {};
  for (const report of sorted) {
    for (const [cause, count] of Object.entries(report.causes).sort()) causes[cause] = (causes[cause] ?? 0) + count;
  }
  const trace = createHash("sha256");
  for (const report of sorted) trace.update(report.trace);
  return {
    scenarios: sorted.length,
    sums: Object.fromEntries(
      counted.map((name) => [name, sorted.reduce((total, report) => total + report[name], 0)]),
    ) as CampaignReport["sums"],
    causes,
    trace: trace.digest("hex"),
    failures: sorted.filter((report) => report.failure !== undefined),
  };
}
