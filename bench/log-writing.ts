import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../electron/base/clock.ts";
import { openLogWriter } from "../electron/logs/log-writer.ts";
import { rateRow, type BenchRow, type Scale } from "./bench-row.ts";
import { interleave, median } from "./samples.ts";

const secrets = [
  "hunter2hunter2",
  "correct horse battery staple",
  "AKIA5EXAMPLE5KEY5ID5",
  "pass'word\"with$quotes",
  "zR8kQ1nV7tLxW3mYb0pHc9sD6fJg2aUe5iOo4rTq",
  "postgres://app:s3cr3t%21@db.internal:5432/app",
  "sk_live_51H8xkzExampleExampleExample00aB",
  "Grüße-aus-Köln-2026",
  "0f8e7d6c5b4a39281706f5e4d3c2b1a0",
  "xoxb-1234567890-abcdefGHIJKL",
];
const chunkBytes = 64 * 1024;
/** What the program promises to keep up with, MB/s. */
const leastRate = 100;

/** Writing a log with ten secrets masked, framed, hashed and synced, beside plain appends of the same bytes. */
export async function benchLogs(scale: Scale): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const chunks = logChunks(scale(512));
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);

  async function measure(write: (path: string) => Promise<void>): Promise<number> {
    const path = join(directory, "log");
    const begin = performance.now();
    await write(path);
    const rate = bytes / 1e6 / ((performance.now() - begin) / 1000);
    await rm(path);
    return rate;
  }

  try {
    const rates = await interleave(
      { count: 7, warmUp: 1 },
      () => measure((path) => writeLog(path, chunks)),
      () => measure((path) => appendPlainly(path, chunks)),
    );
    const ours = median(rates.ours);
    const goal = `at least ${String(leastRate)} MB/s`;
    const baseline = median(rates.baseline);
    return [
      rateRow({ name: "log: written, 10 secrets masked", ours, baseline, unit: "MB/s", goal, met: ours >= leastRate }),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeLog(path: string, chunks: readonly Buffer[]): Promise<void> {
  const writer = await openLogWriter({ path, clock: systemClock, secrets, grown: () => undefined });
  for (const chunk of chunks) await writer.write("stdout", chunk);
  await writer.close(true);
}

async function appendPlainly(path: string, chunks: readonly Buffer[]): Promise<void> {
  const file = await open(path, "a", 0o600);
  try {
    for (const chunk of chunks) await file.write(chunk);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Lines as programs log them, one in a thousand with a secret, cut where a pipe would cut them. */
function logChunks(count: number): Buffer[] {
  const lines: string[] = [];
  for (let line = 0; line < 10_000; line++) {
    const stamp = new Date(Date.UTC(2026, 0, 1) + line * 137).toISOString();
    const secret = line % 1_000 === 0 ? ` token=${secrets[(line / 1_000) % secrets.length] ?? ""}` : "";
    lines.push(
      `${stamp} INFO request ${String(line)} served in ${String((line * 31) % 997)} ms path=/api/v1/items/${String(line * 7)}${secret}\n`,
    );
  }
  const text = Buffer.from(lines.join(""));
  return Array.from({ length: count }, (_, index) => {
    const start = (index * chunkBytes) % (text.length - chunkBytes);
    return text.subarray(start, start + chunkBytes);
  });
}
