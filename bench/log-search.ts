import { closeSync, openSync, writeSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../electron/base/clock.ts";
import { encodeFrame } from "../electron/logs/frame.ts";
import { findTail, readLog } from "../electron/logs/log-reader.ts";
import { searchLog } from "../electron/logs/search-log.ts";
import { indexLogs } from "../electron/search/index-logs.ts";
import { searchAcross } from "../electron/search/search-across.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { median } from "./samples.ts";

const frameBytes = 32_768;
/** What the program promises, MB/s and milliseconds. */
const leastRate = 100;
const longestTailMs = 100;

const questions = [
  { name: "text", pattern: { text: "served in 996 ms path=/none", regex: false, matchCase: true } },
  { name: "text, any case", pattern: { text: "Served In 996 ms path=/none", regex: false, matchCase: false } },
  { name: "expression", pattern: { text: "(INFO|WARN) \\w+ 99[0-9]{4} served by", regex: true, matchCase: true } },
] as const;

/** Searching a log of a gigabyte, its tail, and the index of it. */
export async function benchSearch(scale: Scale): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const path = join(directory, "long.log");
  try {
    writeLog(path, scale(1_000) * 1e6);
    const { size } = await stat(path);
    const rows = questions.map(({ name, pattern }): BenchRow => {
      // The fastest of several: a busy machine only ever adds time.
      const times = [1, 2, 3, 4, 5].map(() =>
        elapsed(() => {
          searchLog({ path, pattern, streams: undefined, limit: 100 }, () => undefined);
        }),
      );
      return rateOf(`search in a log: ${name}`, size / 1e6 / (Math.min(...times) / 1_000), leastRate);
    });
    const tails: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const begin = systemClock.elapsed();
      await readLog(path, await findTail(path, 0, 131_072), 262_144);
      tails.push(systemClock.elapsed() - begin);
    }
    rows.push(limitRow({ name: "tail of a long log", ours: median(tails), unit: "ms", atMost: longestTailMs }));
    return [...rows, ...benchIndex(directory, path, size)];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function benchIndex(directory: string, path: string, size: number): BenchRow[] {
  const indexPath = join(directory, "search.sqlite");
  const task = { indexPath, forget: [], progress: undefined, listAfter: undefined, rest: 0 };
  const add = [{ executionId: "long", path }];
  const taken = elapsed(() => indexLogs({ ...task, add }, systemClock));
  const { indexBytes } = indexLogs({ ...task, add: [] }, systemClock);
  const logs = [{ executionId: "long", jobId: "long", path }];
  const pattern = { text: "words that nobody wrote", regex: false, matchCase: false };
  const asked = elapsed(() => searchAcross({ indexPath, logs, pattern, perLog: 5, limit: 50 }, () => undefined));
  return [
    rateOf("search: log taken into the index", size / 1e6 / (taken / 1_000), undefined),
    limitRow({ name: "search: index, of the logs", ours: (100 * indexBytes) / size, unit: "%", atMost: 25 }),
    limitRow({ name: "search: ruled out by the index", ours: asked, unit: "ms" }),
  ];
}

function rateOf(name: string, rate: number, least: number | undefined): BenchRow {
  const goal = least === undefined ? "" : `at least ${String(least)} MB/s`;
  const met = least === undefined ? undefined : rate >= least;
  return { name, ours: rate, baseline: undefined, unit: "MB/s", ratio: undefined, goal, met };
}

function elapsed(work: () => unknown): number {
  const begin = systemClock.elapsed();
  work();
  return systemClock.elapsed() - begin;
}

/** Lines as programs log them, no two the same. */
function writeLog(path: string, bytes: number): void {
  const file = openSync(path, "w");
  try {
    let written = 0;
    let line = 0;
    while (written < bytes) {
      const lines: string[] = [];
      for (let length = 0; length < frameBytes - 200; length += lines.at(-1)?.length ?? 0) {
        const stamp = new Date(1_790_000_000_000 + line * 137).toISOString();
        lines.push(
          `${stamp} INFO request ${String(line)} served in ${String((line * 31) % 997)} ms path=/items/${String(line * 7)}\n`,
        );
        line++;
      }
      const payload = Buffer.from(lines.join(""));
      written += payload.length;
      const frame = encodeFrame({ stream: "stdout", atMs: 1_790_000_000_000, sourceEnd: written, payload });
      writeSync(file, frame);
    }
  } finally {
    closeSync(file);
  }
}
