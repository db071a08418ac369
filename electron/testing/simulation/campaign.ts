import { createHash } from "node:crypto";
import { chooseScenario, type ScenarioSize } from "./choose-scenario.ts";
import type { ScenarioFailure } from "./run-scenario.ts";

/** Scenarios one after the other, each with the seed after the one before. */
export interface Campaign extends ScenarioSize {
  readonly seed: number;
  /** Scenarios are run whole until so many hours have been simulated. */
  readonly hours: number;
}

/** What is told of one scenario. */
export interface ScenarioReport {
  readonly seed: number;
  readonly pace: string;
  readonly hours: number;
  readonly steps: number;
  readonly happenings: number;
  readonly due: number;
  readonly jobs: number;
  readonly crashes: number;
  readonly brokenWrites: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly trace: string;
  readonly failure: ScenarioFailure | undefined;
}

/** Everything together. */
export interface CampaignReport extends Omit<ScenarioReport, "seed" | "pace" | "failure"> {
  readonly scenarios: number;
  readonly failures: readonly ScenarioReport[];
}

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
  const sum = (read: (report: ScenarioReport) => number): number =>
    sorted.reduce((total, report) => total + read(report), 0);
  const causes: Record<string, number> = {};
  for (const report of sorted) {
    for (const [cause, count] of Object.entries(report.causes)) causes[cause] = (causes[cause] ?? 0) + count;
  }
  const trace = createHash("sha256");
  for (const report of sorted) trace.update(report.trace);
  return {
    scenarios: sorted.length,
    hours: sum((report) => report.hours),
    steps: sum((report) => report.steps),
    happenings: sum((report) => report.happenings),
    due: sum((report) => report.due),
    jobs: sum((report) => report.jobs),
    crashes: sum((report) => report.crashes),
    brokenWrites: sum((report) => report.brokenWrites),
    causes,
    trace: trace.digest("hex"),
    failures: sorted.filter((report) => report.failure !== undefined),
  };
}
