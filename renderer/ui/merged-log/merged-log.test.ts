import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogPiece } from "../log-pane/read-lines.ts";
import type { LogLine, PlacedPart } from "../log-pane/log-line.ts";
import type { MergedSource } from "./held-log.ts";
import { createMergedLog, mostLines, type MergedLog, type MergedState } from "./merged-log.ts";
import { createMergedScroller } from "./merged-scroller.ts";

const header = 24;

/** A log of frames that arrived at given times; each holds whole lines. */
function logOf(frames: readonly { readonly atMs: number; readonly text: string }[]) {
  const parts: PlacedPart[] = [];
  let size = 0;
  let ended = false;
  const add = (atMs: number, text: string): void => {
    const bytes = new TextEncoder().encode(text);
    parts.push({ stream: "stdout", atMs, frame: size, start: size + header, bytes });
    size += header + bytes.length;
  };
  for (const { atMs, text } of frames) add(atMs, text);
  const piece = (from: number, to: number): Promise<LogPiece> => {
    const wanted = parts.filter((part) => part.start + part.bytes.length > from && part.frame < to);
    const first = wanted[0]?.frame ?? from;
    const last = wanted.at(-1);
    const next = last === undefined ? first : last.start + last.bytes.length;
    return Promise.resolve({ parts: wanted, from: first, next, size, ended });
  };
  const source: MergedSource = {
    locate: (atMs) => Promise.resolve((parts.find((part) => part.atMs >= atMs) ?? parts.at(-1))?.start ?? 0),
    read: (offset, limit) => piece(offset, offset + Math.min(limit, 2_000)),
    around: (at, before, after) =>
      piece(Math.max(0, at - Math.min(before, 2_000)), Math.max(at, at + Math.min(after, 2_000))),
    tail: (tail) => piece(Math.max(0, size - Math.min(tail, 2_000)), size),
  };
  return { source, add, end: () => (ended = true), size: () => size };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function moved(log: MergedLog, move?: () => void): Promise<MergedState> {
  let changes = 0;
  const stop = log.subscribe(() => (changes += 1));
  move?.();
  for (let quiet = 0, seen = changes; quiet < 3; seen = changes) {
    await settle();
    quiet = seen === changes ? quiet + 1 : 0;
  }
  stop();
  return log.state();
}

const textsOf = ({ lines }: MergedState): string[] => lines.map(({ log, line }) => `${log} ${line.text}`);

const anyFrames = fc.array(fc.record({ gap: fc.nat({ max: 40 }), lines: fc.integer({ min: 1, max: 12 }) }), {
  maxLength: 40,
});

test("whatever the logs, from the end to the beginning every line is there once, by time and in its log's order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrames, { minLength: 1, maxLength: 4 }), async (logs) => {
      const expected: { readonly atMs: number; readonly text: string; readonly log: string }[] = [];
      const sources = new Map(
        logs.map((frames, index): [string, MergedSource] => {
          const log = `s${String(index)}`;
          let atMs = 1_000;
          let number = 0;
          const written = logOf(
            frames.map(({ gap, lines }) => {
              atMs += gap;
              const texts = Array.from({ length: lines }, () => `line ${String((number += 1)).padStart(30, ".")}`);
              for (const text of texts) expected.push({ atMs, text, log });
              return { atMs, text: `${texts.join("\n")}\n` };
            }),
          );
          written.end();
          return [log, written.source];
        }),
      );
      const merged = createMergedLog(sources);
      let state = await moved(merged, () => merged.start());
      expect(state).toMatchObject({ following: true, atEnd: true, loaded: true });
      for (let steps = 0; !state.atStart; steps++) {
        expect(steps).toBeLessThan(500);
        state = await moved(merged, () => merged.earlier());
      }
      const inOrder = expected.toSorted((left, right) => left.atMs - right.atMs || left.log.localeCompare(right.log));
      expect(textsOf(state)).toEqual(inOrder.map(({ log, text }) => `${log} ${text}`));
      merged.stop();
    }),
    { numRuns: 25 },
  );
});

test("however long the logs are, only so many lines are held, up and down", async () => {
  const long = (offset: number) =>
    logOf(
      Array.from({ length: 6_000 }, (_, index) => ({ atMs: 10 * index + offset, text: `line ${String(index)}\n` })),
    );
  const [left, right] = [long(0), long(5)];
  left.end();
  right.end();
  const merged = createMergedLog(
    new Map([
      ["left", left.source],
      ["right", right.source],
    ]),
  );
  let state = await moved(merged, () => merged.start());
  expect(textsOf(state).at(-1)).toBe("right line 5999");
  merged.stay();
  for (let steps = 0; steps < 400 && state.lines.length < mostLines - 400; steps++) {
    state = await moved(merged, () => merged.earlier());
  }
  for (let steps = 0; steps < 30; steps++) {
    state = await moved(merged, () => merged.earlier());
    expect(state.lines.length).toBeLessThanOrEqual(mostLines + 1);
    const times = state.lines.map(({ line }) => line.atMs);
    expect(new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toEqual(new Set([5]));
  }
  expect(state).toMatchObject({ atEnd: false, following: false });
  for (let steps = 0; steps < 400 && !state.atEnd; steps++) state = await moved(merged, () => merged.later());
  expect(textsOf(state).at(-1)).toBe("right line 5999");
  state = await moved(merged, () => merged.toStart());
  expect(textsOf(state).slice(0, 3)).toEqual(["left line 0", "right line 0", "left line 1"]);
  merged.stop();
});

test("what is added is shown to whoever follows, in its place", async () => {
  const [left, right] = [logOf([{ atMs: 1, text: "a\n" }]), logOf([{ atMs: 2, text: "b\n" }])];
  const merged = createMergedLog(
    new Map([
      ["left", left.source],
      ["right", right.source],
    ]),
  );
  expect(textsOf(await moved(merged, () => merged.start()))).toEqual(["left a", "right b"]);
  right.add(5, "d\n");
  await moved(merged, () => merged.grown("right", right.size(), false));
  left.add(4, "c\n");
  left.end();
  merged.grown("left", left.size(), true);
  for (let tries = 0; tries < 50 && merged.state().lines.length < 4; tries++) {
    await new Promise<void>((resolve) => {
      const stop = merged.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
  expect(textsOf(merged.state())).toEqual(["left a", "right b", "left c", "right d"]);
  expect(merged.state().complete).toBe(false);
  merged.stop();
});

test("rows are moved through without a gap from the end to the start and back, and any byte of any log is found among the others", async () => {
  const layout = { columns: 20, rowHeight: 10, height: 200 };
  // One log writes much in a short time, one a little all along, one nothing.
  const busy = logOf(
    Array.from({ length: 2_000 }, (_, index) => ({ atMs: 50_000 + index, text: `b${String(1_000 + index)}\n` })),
  );
  const slow = logOf(Array.from({ length: 500 }, (_, index) => ({ atMs: 300 * index, text: `s${String(index)}\n` })));
  const silent = logOf([]);
  for (const log of [busy, slow, silent]) log.end();
  const merged = createMergedLog(
    new Map([
      ["busy", busy.source],
      ["slow", slow.source],
      ["silent", silent.source],
    ]),
  );
  const scroller = createMergedScroller(merged);
  const shown = (): readonly LogLine[] => scroller.state().rows.map(({ line }) => line);
  scroller.setLayout(layout);
  await moved(merged, () => merged.start());
  expect(scroller.state()).toMatchObject({ following: true, atEnd: true, complete: true, newBytes: 0 });
  const expected = [
    ...Array.from({ length: 2_000 }, (_, index) => ({ atMs: 50_000 + index, text: `b${String(1_000 + index)}` })),
    ...Array.from({ length: 500 }, (_, index) => ({ atMs: 300 * index, text: `s${String(index)}` })),
  ]
    .sort((left, right) => left.atMs - right.atMs)
    .map(({ text }) => text);
  const seen = new Set<string>();
  for (let steps = 0; !scroller.state().atStart; steps++) {
    expect(steps).toBeLessThan(1_000);
    for (const { text } of shown().toReversed()) seen.add(text);
    await moved(merged, () => scroller.scrollRows(-19));
    expect(merged.state().lines.length).toBeLessThanOrEqual(mostLines + 1);
  }
  for (const { text } of shown().toReversed()) seen.add(text);
  expect([...seen].reverse()).toEqual(expected);
  const down = new Set<string>();
  for (let steps = 0; !scroller.state().atEnd; steps++) {
    expect(steps).toBeLessThan(1_000);
    for (const { text } of shown()) down.add(text);
    await moved(merged, () => scroller.scrollRows(19));
  }
  for (const { text } of shown()) down.add(text);
  expect([...down]).toEqual(expected);
  expect(scroller.state().following).toBe(true);

  await moved(merged, () => scroller.toPlace("busy", busy.size() / 2 + header));
  const middle = shown().map(({ text }) => text);
  expect(middle[6]).toBe("b2000");
  // Both logs are held around it: where an instant is in them need not be asked.
  const line = shown()[6] as LogLine;
  expect(scroller.instantIn("busy", line.atMs)?.until).toBe(line.start);
  expect(scroller.instantIn("slow", line.atMs)).toBeDefined();
  expect(scroller.instantIn("busy", 1)).toBeUndefined();
  expect(scroller.instantIn("silent", 1)).toEqual({ before: undefined, until: undefined });
  const from = expected.indexOf(middle[0] ?? "");
  expect(middle).toEqual(expected.slice(from, from + middle.length));
  await moved(merged, () => scroller.toPosition(0, "top"));
  expect(shown()[0]?.text).toBe("b1000");
  expect(scroller.logOf(shown()[0] as LogLine)).toBe("busy");
  await moved(merged, () => scroller.toStart());
  expect(shown()[0]?.text).toBe("s0");
  merged.stop();
});

test("what could not be read is tried again, of whichever kind it was, and who wants something else need not ask for that", async () => {
  const written = logOf(Array.from({ length: 300 }, (_, index) => ({ atMs: index, text: `line ${String(index)}\n` })));
  written.end();
  let works = false;
  const failing = <Arguments extends readonly unknown[], Result>(read: (...of: Arguments) => Promise<Result>) => {
    return (...of: Arguments): Promise<Result> => (works ? read(...of) : Promise.reject(new Error("refused")));
  };
  const { locate, read, around, tail } = written.source;
  const source = { locate: failing(locate), read: failing(read), around: failing(around), tail: failing(tail) };
  const merged = createMergedLog(new Map([["log", source]]));
  const scroller = createMergedScroller(merged);
  scroller.setLayout({ columns: 80, rowHeight: 10, height: 100 });
  const again = async (): Promise<readonly string[]> => {
    works = true;
    await moved(merged, () => scroller.again());
    works = false;
    expect(scroller.state().state).toBe("resting");
    return scroller.state().rows.map(({ line }) => line.text);
  };
  await moved(merged, () => merged.start());
  expect(scroller.state().state).toBe("interrupted");
  expect(await again()).toContain("line 299");
  await moved(merged, () => scroller.toStart());
  expect(scroller.state().state).toBe("interrupted");
  expect((await again())[0]).toBe("line 0");
  await moved(merged, () => scroller.toPlace("log", written.size() / 2));
  expect(scroller.state().state).toBe("interrupted");
  expect(await again()).toContain("line 150");
  await moved(merged, () => scroller.toStart());
  works = true;
  await moved(merged, () => scroller.toEnd());
  expect(scroller.state()).toMatchObject({ state: "resting", atEnd: true });
  merged.stop();
});

test("who reads on stays there when other logs are chosen, and none of them is no trouble", async () => {
  const made = (name: string, offset: number) =>
    logOf(
      Array.from({ length: 900 }, (_, index) => ({ atMs: 10 * index + offset, text: `${name}${String(index)}\n` })),
    );
  const all = { a: made("a", 0), b: made("b", 5) };
  for (const log of Object.values(all)) log.end();
  const opened = async (names: readonly (keyof typeof all)[], from?: ReturnType<typeof createMergedScroller>) => {
    const merged = createMergedLog(new Map(names.map((name) => [name, all[name].source])));
    const scroller = createMergedScroller(merged);
    scroller.setLayout({ columns: 80, rowHeight: 10, height: 100 });
    const place = from?.place();
    if (place !== undefined) scroller.returnTo(place);
    await moved(merged, () => merged.start());
    return { merged, scroller, first: () => scroller.state().rows[0]?.line.text };
  };
  const both = await opened(["a", "b"]);
  expect(both.scroller.place()).toBeUndefined();
  await moved(both.merged, () => both.scroller.toPlace("b", all.b.size() / 2 + header));
  const read = both.first() ?? "";
  const [kept, other] = [read.slice(0, 1), read.startsWith("a") ? "b" : "a"] as ["a" | "b", "a" | "b"];
  expect((await opened([kept], both.scroller)).first()).toBe(read);
  const elsewhere = await opened([other], both.scroller);
  const next = Number(read.slice(1)) + (kept === "b" ? 1 : 0);
  expect(elsewhere.first()).toBe(`${other}${String(next)}`);
  expect(elsewhere.scroller.state().following).toBe(false);
  const none = await opened([], both.scroller);
  expect(none.scroller.state()).toMatchObject({ state: "resting", rows: [] });
});
