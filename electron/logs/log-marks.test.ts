import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeLog, type NaiveFrame } from "../testing/naive-search.ts";
import { locateLine } from "./locate-line.ts";
import { extendMarks, noMarks, type LogMarks } from "./log-marks.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-marks-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** One line without an end, in small portions, and now and then one that ends. */
function progress(from: number, count: number): NaiveFrame[] {
  return Array.from({ length: count }, (_, index): NaiveFrame => {
    const step = from + index;
    if (step % 20_000 === 19_999) return { stream: "stdout", payload: Buffer.from(`line ${String(step)}\n`) };
    return { stream: "stderr", payload: Buffer.from(`\rcopied ${String(step)} files [=====>    ]`) };
  });
}

test("marks of one line in very many portions stay small, and lead where those from the beginning lead", async () => {
  const path = join(folder, "a.log");
  let marks: LogMarks = noMarks;
  for (let round = 0; round < 4; round++) {
    await appendFile(path, encodeLog(progress(round * 30_000, 30_000)));
    marks = extendMarks(path, marks);
  }
  // All but the last, which gives way to the next.
  expect(JSON.stringify(marks.slice(0, -1)).length).toBeLessThan(marks.length * 40_000);
  for (const question of [{ line: 1 }, { line: 4 }, { line: 1_000_000 }, { at: 5_000_000 }, { atMs: 61_000 }]) {
    expect(locateLine(path, question, marks).place).toEqual(locateLine(path, question, noMarks).place);
  }
});
