import { expect, test } from "vitest";
import { createFakeClock } from "../../../testing/fake-clock.ts";
import { LinkLostError } from "../../spool/command-channel.ts";
import { createRecordingContext } from "../../recording-context.ts";
import { createCallCollector } from "./collect-calls.ts";

function openCollector({
  breaks = 0,
  refuses = () => false,
}: {
  breaks?: number;
  refuses?: (line: string) => boolean;
}) {
  const clock = createFakeClock(0);
  const { log } = createRecordingContext();
  const taken: string[] = [];
  let left = breaks;
  let file = Buffer.alloc(0);
  const collector = createCallCollector({
    clock,
    log,
    spool: {
      read(path, mostBytes, _signal, from = 0) {
        if (left-- > 0) return Promise.reject(new LinkLostError("gone"));
        const bytes = path.endsWith("calls.jsonl")
          ? file.subarray(from, from + mostBytes)
          : Buffer.from(`body of ${path}`);
        return Promise.resolve({ bytes, size: file.length });
      },
    },
    bundle: {
      pack: () => Promise.reject(new Error("nobody packs")),
      async take(line, readBody) {
        if (refuses(line)) throw new Error("not now");
        taken.push(line.startsWith("body ") ? String((await readBody(line.slice(5)))?.length) : line);
      },
    },
  });
  return { clock, collector, taken, log, append: (text: string) => (file = Buffer.concat([file, Buffer.from(text)])) };
}
const lines = (texts: readonly string[]): readonly string[] => texts.filter((text) => text !== "");

test("whole lines are taken once each, in order, whatever broke off between", async () => {
  const { clock, collector, taken, append } = openCollector({ breaks: 3 });
  append("\none ü\n\ntwo\n\nthr");
  const finished = collector.finish(new AbortController().signal);
  await clock.advance(60_000);
  expect(await finished).toBe(true);
  expect(lines(taken)).toEqual(["one ü", "two"]);
  append("ee\nbody abc\n");
  expect(await collector.finish(new AbortController().signal)).toBe(true);
  expect(lines(taken)).toEqual(["one ü", "two", "three", "30"]);
});

test("a long file is taken in pieces, and what is no line does not stop it", async () => {
  const { collector, taken, append } = openCollector({});
  const many = Array.from({ length: 30_000 }, (_, index) => `line ${String(index)} ${"x".repeat(60)}`);
  append(`${many.join("\n")}\n${"y".repeat(2_500_000)}\nlast\n`);
  expect(await collector.finish(new AbortController().signal)).toBe(true);
  expect(taken.slice(0, 30_000)).toEqual(many);
  expect(taken.at(-1)).toBe("last");
});

test("a call that fails for reasons of ours is tried again, then told and left out", async () => {
  const { clock, collector, taken, log, append } = openCollector({ refuses: (line) => line === "bad" });
  append("bad\ngood\n");
  const finished = collector.finish(new AbortController().signal);
  await clock.advance(60_000);
  expect(await finished).toBe(true);
  expect(lines(taken)).toEqual(["good"]);
  expect(log.text("system")).toContain("was not carried out: not now");
});

test("while a run goes on it is looked at, and less often while nothing comes", async () => {
  const { clock, collector, taken, append } = openCollector({});
  const ending = new AbortController();
  const following = collector.follow(ending.signal);
  append("first\n");
  await clock.advance(2_000);
  expect(lines(taken)).toEqual(["first"]);
  append("second\n");
  await clock.advance(2_000);
  expect(lines(taken)).toEqual(["first", "second"]);
  ending.abort();
  await following;
});
