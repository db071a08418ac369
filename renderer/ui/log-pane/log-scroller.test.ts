import fc from "fast-check";
import { expect, test } from "vitest";
import { createLogInMemory, type LogInMemory } from "./log-in-memory.test-data.ts";
import { createLogScroller } from "./log-scroller.ts";
import type { LogScroller } from "./scroller-state.ts";

const layout = { columns: undefined, rowHeight: 10, height: 200 };

function longLog(lines: number, chunk = 50): LogInMemory {
  const log = createLogInMemory();
  let text = "";
  for (let line = 1; line <= lines; line++) {
    text += `line ${String(line)} of a log that is longer than anybody holds\n`;
    if (line % chunk === 0 || line === lines) {
      // A part ends anywhere within a line.
      const cut = line === lines ? text.length : text.length - 7;
      log.add("stdout", text.slice(0, cut));
      text = text.slice(cut);
    }
  }
  log.end();
  return log;
}

/** Resolves once the scroller has nothing to do. */
function settled(scroller: LogScroller): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (scroller.state().state === "reading") return;
      stop();
      resolve();
    };
    const stop = scroller.subscribe(look);
    queueMicrotask(look);
  });
}

function open(log: LogInMemory): LogScroller {
  const scroller = createLogScroller(log);
  scroller.setLayout(layout);
  scroller.start();
  return scroller;
}

const shownIn = (scroller: LogScroller): string[] =>
  scroller.state().rows.map((row) => row.line.text.split(" of ")[0] ?? "");

test("opens at the end and asks for little", async () => {
  const log = longLog(200_000);
  const scroller = open(log);
  await settled(scroller);
  expect(shownIn(scroller).at(-1)).toBe("line 200000");
  expect(scroller.state()).toMatchObject({ following: true, atEnd: true, complete: true, ends: log.size() });
  expect(log.asked()).toBeLessThan(500_000);
});

test("is at the beginning at once", async () => {
  const log = longLog(200_000);
  const scroller = open(log);
  await settled(scroller);
  scroller.toStart();
  await settled(scroller);
  expect(shownIn(scroller)[0]).toBe("line 1");
  expect(scroller.state()).toMatchObject({ following: false, atStart: true });
  expect(log.asked()).toBeLessThan(1_000_000);
});

test("shows every line once, in order, on the way from the end to the beginning and back", async () => {
  const lines = 20_000;
  const scroller = open(longLog(lines, 37));
  await settled(scroller);
  const up: string[] = [];
  while (!scroller.state().atStart) {
    up.push(...shownIn(scroller).toReversed());
    scroller.scrollRows(-20);
    await settled(scroller);
    expect(scroller.held().lines.length).toBeLessThan(10_000);
  }
  up.push(...shownIn(scroller).toReversed());
  expect([...new Set(up)]).toEqual(Array.from({ length: lines }, (_, index) => `line ${String(lines - index)}`));
  const down: string[] = [];
  while (!scroller.state().atEnd) {
    down.push(...shownIn(scroller));
    scroller.scrollRows(20);
    await settled(scroller);
  }
  down.push(...shownIn(scroller));
  expect([...new Set(down)]).toEqual(Array.from({ length: lines }, (_, index) => `line ${String(index + 1)}`));
});

test("a position anywhere shows the line that holds it", async () => {
  const log = longLog(50_000, 10);
  const scroller = open(log);
  await settled(scroller);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: log.size() - 2_000 }), async (position) => {
      scroller.toPosition(position, "top");
      await settled(scroller);
      const [row] = scroller.state().rows;
      // Between two lines stands the header of a part: it belongs to the line before it.
      const next = scroller.state().rows[1]?.line.start ?? Infinity;
      expect(row?.line.start).toBeLessThanOrEqual(Math.max(position, 24));
      expect(next).toBeGreaterThan(position);
    }),
    { numRuns: 25 },
  );
});

test("opens at a position when it is asked to before anything is read", async () => {
  const log = longLog(50_000);
  const scroller = open(log);
  scroller.toPosition(log.size() / 2, "third");
  await settled(scroller);
  const { begins, ends } = scroller.state();
  expect(begins).toBeLessThan(log.size() / 2);
  expect(ends).toBeGreaterThan(log.size() / 2);
  expect(ends - begins).toBeLessThan(10_000);
  expect(log.asked()).toBeLessThan(1_000_000);
});

test("stays where it was when it is left, counts what came, and has it all", async () => {
  const log = longLog(1_000);
  const scroller = open(log);
  await settled(scroller);
  scroller.scrollRows(-3);
  await settled(scroller);
  const before = shownIn(scroller);
  log.add("stdout", "new one\nnew two\n");
  scroller.grown(log.size(), false);
  await settled(scroller);
  expect(shownIn(scroller)).toEqual(before);
  expect(scroller.state()).toMatchObject({ following: false, newBytes: 40 });
  scroller.toEnd();
  await settled(scroller);
  expect(shownIn(scroller).at(-1)).toBe("new two");
  expect(scroller.state().following).toBe(true);
});

test("one stream alone, as far as it lies apart", async () => {
  const log = createLogInMemory();
  for (let block = 0; block < 200; block++) {
    log.add("stdout", "out\n".repeat(2_000));
    if (block % 50 === 0) log.add("stderr", `error in ${String(block)}\n`);
  }
  log.end();
  const scroller = open(log);
  await settled(scroller);
  scroller.setStreams("stderr");
  await settled(scroller);
  expect(shownIn(scroller)).toEqual(["error in 0", "error in 50", "error in 100", "error in 150"]);
  expect(scroller.state()).toMatchObject({ atStart: true, atEnd: true });
});

test("an empty log is one that is at both ends", async () => {
  const log = createLogInMemory();
  const scroller = open(log);
  await settled(scroller);
  expect(scroller.state()).toMatchObject({ rows: [], size: 0, atStart: true, atEnd: true, following: true });
  log.add("stdout", "first");
  scroller.grown(log.size(), false);
  await settled(scroller);
  expect(shownIn(scroller)).toEqual(["first"]);
});
