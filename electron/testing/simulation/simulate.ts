import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { systemClock } from "../../base/clock.ts";
import { seedsOf, summarise, type Campaign, type CampaignReport, type ScenarioReport } from "./campaign.ts";
import { chooseScenario } from "./choose-scenario.ts";
import { describeScenario, shrink } from "./shrink.ts";
import { openWorkplace, play, playSeed } from "./workplace.ts";

/** For so long smaller scenarios are tried when one has failed, milliseconds. */
const shrinkForMs = 20_000;
const defaultEvents = 6;

/**
 * Plays a campaign in processes of their own: each changes its own time zone. How many there are changes nothing.
 * @param ended called after each scenario
 */
export async function simulate(
  campaign: Campaign,
  workers: number,
  ended: (report: ScenarioReport) => void = () => undefined,
): Promise<CampaignReport> {
  const waiting = seedsOf(campaign);
  const reports: ScenarioReport[] = [];
  const children = Array.from({ length: Math.min(workers, waiting.length) }, () =>
    fork(import.meta.filename, ["--worker", "--events", String(campaign.events)], { stdio: "inherit", execArgv: [] }),
  );
  try {
    await Promise.all(
      children.map(async (child) => {
        for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
          const report = await ask(child, seed);
          reports.push(report);
          ended(report);
          if (report.failure !== undefined) waiting.length = 0;
        }
      }),
    );
  } finally {
    for (const child of children) child.kill();
  }
  return summarise(reports);
}

function ask(child: ChildProcess, seed: number): Promise<ScenarioReport> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      reject(new Error(`the process that simulated seed ${String(seed)} ended`));
    };
    child.once("exit", gone);
    child.once("message", (report) => {
      child.removeListener("exit", gone);
      resolve(report as ScenarioReport);
    });
    child.send(seed);
  });
}

/** Plays the seeds its parent names, until that has no more. */
async function serveParent(events: number): Promise<void> {
  const workplace = await openWorkplace();
  const end = (): void => {
    workplace.close();
    process.exit(0);
  };
  process.once("disconnect", end);
  process.once("SIGTERM", end);
  process.on("message", (seed) => {
    void playSeed(Number(seed), { events }, workplace).then((report) => process.send?.(report));
  });
}

/** Shows a scenario that failed, and the smallest like it that was found. */
async function explain({ seed, failure }: ScenarioReport, events: number): Promise<void> {
  const option = events === defaultEvents ? "" : ` --events ${String(events)}`;
  console.log(`seed ${String(seed)} failed after ${String(failure?.steps)} steps: ${failure?.message ?? ""}`);
  console.log(`to see it again: npm run simulate -- --seed ${String(seed)} --hours 1${option}\n`);
  if (failure === undefined) return;
  const workplace = await openWorkplace();
  try {
    const failing = { scenario: chooseScenario(seed, { events }), failure };
    const run = async (scenario: typeof failing.scenario) => (await play(scenario, workplace)).failure;
    const started = systemClock.elapsed();
    const smallest = await shrink(failing, run, () => systemClock.elapsed() - started > shrinkForMs);
    console.log(`the smallest found that fails:\n${describeScenario(smallest.scenario)}\n${smallest.failure.message}`);
  } finally {
    workplace.close();
  }
}

function describeReport(report: CampaignReport, seconds: number): string {
  const { scenarios, sums, causes, trace, failures } = report;
  const number = (value: number): string => Math.round(value).toLocaleString("en-US");
  const bad = failures.map(({ failure }) => failure?.message ?? "");
  const count = (word: string): string => String(bad.filter((message) => message.startsWith(word)).length);
  return [
    `${number(sums.hours)} scenario-hours in ${number(scenarios)} scenarios, ${number(sums.hours / seconds)} per second`,
    `${number(sums.checks)} steps compared, ${number(sums.ticks)} of them ticks`,
    `${number(sums.happenings)} happenings, ${number(sums.refusals)} of them rightly refused; ` +
      `${number(sums.crashes)} crashes, ${number(sums.brokenWrites)} writes broken off, ` +
      `${number(sums.absences)} absences, ${number(sums.pauses)} pauses by the program`,
    `${number(sums.due)} due instants, ${number(sums.jobs)} jobs`,
    ...Object.entries(causes)
      .sort()
      .map(([cause, rows]) => `  ${cause} ${number(rows)}`),
    `${count("unaccounted")} unaccounted, ${count("duplicated")} duplicated, ${String(bad.length)} failures in all`,
    `trace ${trace}`,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      hours: { type: "string", default: "100000" },
      events: { type: "string", default: String(defaultEvents) },
      workers: { type: "string", default: String(availableParallelism()) },
      trace: { type: "boolean", default: false },
      worker: { type: "boolean", default: false },
    },
  });
  const campaign = { seed: Number(values.seed), hours: Number(values.hours), events: Number(values.events) };
  if (values.worker) return serveParent(campaign.events);
  if (values.trace) return traceOne(campaign);
  const started = systemClock.elapsed();
  const report = await simulate(campaign, Number(values.workers), () => {
    if (process.stderr.isTTY) process.stderr.write(".");
  });
  const [failed] = report.failures;
  if (failed !== undefined) await explain(failed, campaign.events);
  console.log(describeReport(report, (systemClock.elapsed() - started) / 1000));
  process.exitCode = failed === undefined ? 0 : 1;
}

/** Plays the first scenario alone and tells everything that happens in it. */
async function traceOne({ seed, events }: Campaign): Promise<void> {
  const workplace = await openWorkplace();
  try {
    console.log(describeScenario(chooseScenario(seed, { events })));
    const report = await playSeed(seed, { events }, workplace, { tell: console.log });
    console.log(report.failure?.message ?? "no difference");
    console.log(`trace ${report.trace}`);
    process.exitCode = report.failure === undefined ? 0 : 1;
  } finally {
    workplace.close();
  }
}

if (import.meta.main) await main();
