import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeLog } from "../testing/naive-search.ts";
import type { LogTasks } from "./log-task.ts";
import { createLogWork, type LogWork } from "./log-work.ts";
import { stepsOf } from "./steps.ts";

let folder: string;
let work: LogWork;
let endless: LogTasks["search"]["input"];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-work-"));
  work = createLogWork();
  const path = join(folder, "a.log");
  await writeFile(path, encodeLog([{ stream: "stdout", payload: Buffer.from(`found\n${"a".repeat(50_000)}!\n`) }]));
  endless = { path, pattern: { text: "(a+)+$", regex: true, matchCase: true }, streams: undefined, limit: 1 };
});
afterEach(async () => {
  await work.close();
  await rm(folder, { recursive: true });
});

test("what is called off ends with the reason, in the middle of an expression and while it waits for its turn", async () => {
  const controller = new AbortController();
  const searches = Array.from({ length: 8 }, () => work.run("search", endless, { signal: controller.signal }));
  const outcomes = Promise.allSettled(searches);
  controller.abort(new Error("enough"));
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: "enough" } });
  }
  // Its turn comes all the same for whoever asks next.
  const lines = await work.run("lines", { path: endless.path, from: 1, count: 1, marks: [noMark] });
  expect(lines.lines.map(({ text }) => text)).toEqual(["found"]);
});

const noMark = { offset: 0, lines: 0, rests: {}, sequences: {} };

test("closing ends what is under way, and nothing more begins", async () => {
  const search = work.run("search", endless);
  const outcome = expect(search).rejects.toThrow("stopping");
  await work.close();
  await outcome;
  await expect(work.run("search", endless)).rejects.toThrow("stopping");
});

test("steps come in order, then the end or what went wrong; whoever was cut off is told nothing more", async () => {
  const take = async (feed: AsyncIterable<number>): Promise<number[]> => {
    const taken: number[] = [];
    for await (const step of feed) taken.push(step);
    return taken;
  };
  const three = (tell: (step: number) => void): Promise<void> => {
    [1, 2, 3].forEach(tell);
    return Promise.resolve();
  };
  expect(await take(stepsOf(undefined, three))).toEqual([1, 2, 3]);
  const failing = stepsOf<number>(undefined, (tell) => {
    tell(1);
    return Promise.reject(new Error("broken"));
  });
  expect((await failing.next()).value).toBe(1);
  await expect(failing.next()).rejects.toThrow("broken");
  const controller = new AbortController();
  const cut = stepsOf<number>(controller.signal, (_tell, signal) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(new Error("cut off")));
    return promise;
  });
  const next = cut.next();
  controller.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});
