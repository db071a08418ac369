import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { runDueDifferential, type DifferentialResult, type DueDifference } from "./due-differential.ts";

/** Enough for every zone of the platform to come up in each block. */
const casesPerBlock = 10_000;

interface Block {
  readonly cases: number;
  readonly seed: number;
}

/**
 * Compares the engine with the oracle on `cases` cases, in blocks of which each has a seed of its own: how many threads
 * work on them changes nothing.
 */
async function runBlocks(
  cases: number,
  seed: number,
  threads: number,
): Promise<DifferentialResult & { seeds: number[] }> {
  const blocks: Block[] = [];
  for (let left = cases; left > 0; left -= casesPerBlock) {
    blocks.push({ cases: Math.min(left, casesPerBlock), seed: seed + blocks.length });
  }
  const results: (DifferentialResult & { readonly seed: number })[] = [];
  const waiting = [...blocks];
  async function work(): Promise<void> {
    for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
      results.push({ ...(await inThread(block)), seed: block.seed });
      if (process.stderr.isTTY) process.stderr.write(`\r${String(results.length)} of ${String(blocks.length)} blocks`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, blocks.length) }, work));
  const sum = (read: (result: DifferentialResult) => number): number =>
    results.reduce((total, result) => total + read(result), 0);
  return {
    cases: sum((result) => result.cases),
    zones: Math.max(...results.map((result) => result.zones)),
    instants: sum((result) => result.instants),
    differences: results.flatMap((result) => result.differences),
    seeds: results.filter((result) => result.differences.length > 0).map((result) => result.seed),
  };
}

function inThread(block: Block): Promise<DifferentialResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.filename, { workerData: block });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function describeDifference({ cron, timezone, fromMs, untilMs, expected, forwards, backwards }: DueDifference): string {
  const text = (due: readonly number[]): string => due.map((at) => new Date(at).toISOString()).join(" ") || "none";
  return [
    `${cron}  ${timezone}  (${text([fromMs])}, ${text([untilMs])}]`,
    `  oracle    ${text(expected)}`,
    `  forwards  ${text(forwards)}`,
    `  backwards ${text(backwards)}`,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "1000000" },
      seed: { type: "string", default: "1" },
      threads: { type: "string", default: String(availableParallelism()) },
    },
  });
  const result = await runBlocks(Number(values.cases), Number(values.seed), Number(values.threads));
  for (const difference of result.differences.slice(0, 20)) console.log(describeDifference(difference));
  if (result.seeds.length > 0) {
    console.log(
      `To see them again: npm run differential -- --cases ${String(casesPerBlock)} --seed ${String(result.seeds[0])}`,
    );
  }
  console.log(
    `seed ${values.seed}: ${String(result.cases)} cases in ${String(result.zones)} zones, ` +
      `${String(result.instants)} due instants, ${String(result.differences.length)} differences ` +
      `(ICU ${process.versions.icu}, tz ${process.versions.tz ?? "unknown"})`,
  );
  process.exitCode = result.differences.length === 0 ? 0 : 1;
}

if (isMainThread) await main();
else {
  const block = workerData as Block;
  parentPort?.postMessage(runDueDifferential(block.cases, block.seed));
}
