import fc from "fast-check";
import { expect, test } from "vitest";
import { followLog, type LogFollower, type LogProgress, type LogRequest } from "./follow-log.ts";
import type { LogBytes } from "./present-parts.ts";

const headerBytes = 24;

/** A log that grows in memory and is read as the core reads it: whole parts, from a place where one begins. */
function createGrowingLog() {
  const parts: { readonly start: number; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  let ended = false;
  const requests: LogRequest[] = [];
  let broken: Error | undefined;
  return {
    requests,
    append(bytes: Uint8Array) {
      parts.push({ start: size, bytes });
      size += headerBytes + bytes.length;
    },
    end() {
      ended = true;
    },
    setBroken(error: Error | undefined) {
      broken = error;
    },
    content: () => Buffer.concat(parts.map((part) => part.bytes)),
    async read(request: LogRequest) {
      await Promise.resolve();
      requests.push(request);
      if (broken !== undefined) throw broken;
      const { offset, limit, tail } = request;
      const from =
        tail === undefined
          ? offset
          : (parts.find((part) => part.start >= Math.max(offset, size - tail))?.start ?? size);
      const found = parts.filter((part) => part.start >= from && part.start < from + limit);
      const last = found.at(-1);
      return {
        parts: found.map((part) => ({
          stream: "stdout" as const,
          atMs: 1,
          data: Buffer.from(part.bytes).toString("base64"),
        })),
        from,
        next: last === undefined ? from : last.start + headerBytes + last.bytes.length,
        size,
        ended,
      };
    },
  };
}

type GrowingLog = ReturnType<typeof createGrowingLog>;

/** Follows a log and lets a test wait for a state. */
function attend(log: GrowingLog, take: (parts: readonly LogBytes[]) => Promise<void> = () => Promise.resolve()) {
  let taken: Uint8Array[] = [];
  let latest: LogProgress | undefined;
  let cleared = 0;
  let waiting: { readonly holds: (progress: LogProgress) => boolean; readonly done: () => void } | undefined;
  const look = (): void => {
    if (latest !== undefined && waiting?.holds(latest) === true) {
      waiting.done();
      waiting = undefined;
    }
  };
  const follower: LogFollower = followLog({
    read: (request) => log.read(request),
    take: async (parts) => {
      await take(parts);
      taken.push(...parts.map((part) => part.bytes));
    },
    finish: () => Promise.resolve(),
    clear: () => {
      taken = [];
      cleared += 1;
    },
    changed: (progress) => {
      latest = progress;
      look();
    },
  });
  return {
    follower,
    content: () => Buffer.concat(taken),
    cleared: () => cleared,
    progress: () => latest,
    until: (holds: (progress: LogProgress) => boolean) =>
      new Promise<void>((done) => {
        waiting = { holds, done };
        look();
      }),
  };
}

const filled = (length: number, letter: string): Uint8Array => Buffer.alloc(length, letter);

test("takes every byte once and in order, however the log grows and whenever it is hinted at", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 2_000 }), hint: fc.boolean() }), {
        maxLength: 30,
      }),
      async (growth) => {
        const log = createGrowingLog();
        const pane = attend(log);
        for (const { bytes, hint } of growth) {
          log.append(bytes);
          if (hint) pane.follower.hint();
          await Promise.resolve();
        }
        log.end();
        pane.follower.hint();
        await pane.until((progress) => progress.state === "ended");
        expect(pane.content().equals(log.content())).toBe(true);
        pane.follower.stop();
      },
    ),
    { numRuns: 60 },
  );
});

test("asks for more only when what came before has been taken", async () => {
  const log = createGrowingLog();
  for (let count = 0; count < 10; count++) log.append(filled(60_000, "a"));
  const releases: (() => void)[] = [];
  const pane = attend(
    log,
    () =>
      new Promise<void>((resolve) => {
        releases.push(resolve);
      }),
  );
  await expect.poll(() => releases.length).toBe(1);
  expect(log.requests.length).toBe(1);
  log.append(filled(10, "b"));
  pane.follower.hint();
  expect(log.requests.length).toBe(1);
  releases[0]?.();
  await expect.poll(() => releases.length).toBe(2);
  expect(log.requests.length).toBe(2);
  pane.follower.stop();
});

test("a long log is begun near its end, and can be read from its start in pieces", async () => {
  const log = createGrowingLog();
  for (let count = 0; count < 200; count++) log.append(filled(60_000, String.fromCharCode(33 + (count % 90))));
  log.end();
  const pane = attend(log);
  await pane.until((progress) => progress.state === "ended");
  const { from, size } = pane.progress() ?? { from: 0, size: 0 };
  expect(from).toBeGreaterThan(size - 1_000_001);
  expect(log.content().subarray(-pane.content().length).equals(pane.content())).toBe(true);

  pane.follower.restart("start");
  await pane.until((progress) => progress.state === "held");
  expect(pane.progress()?.from).toBe(0);
  const held = pane.content().length;
  expect(held).toBeGreaterThan(3_900_000);
  expect(held).toBeLessThan(4_200_000);
  pane.follower.more();
  await pane.until((progress) => progress.state === "held" && progress.next > 2 * held);
  expect(log.content().subarray(0, pane.content().length).equals(pane.content())).toBe(true);
  pane.follower.stop();
});

test("a script that writes faster than can be shown is skipped ahead of, to one unbroken piece", async () => {
  const log = createGrowingLog();
  log.append(filled(100, "a"));
  const pane = attend(log);
  await pane.until((progress) => progress.state === "waiting");
  for (let count = 0; count < 100; count++) log.append(filled(60_000, "b"));
  log.append(filled(100, "c"));
  log.end();
  pane.follower.hint();
  await pane.until((progress) => progress.state === "ended");
  expect(pane.cleared()).toBe(1);
  expect(pane.progress()?.from).toBeGreaterThan(4_000_000);
  expect(log.content().subarray(-pane.content().length).equals(pane.content())).toBe(true);
  pane.follower.stop();
});

test("nothing is skipped for someone who reads further up; it waits for them instead", async () => {
  const log = createGrowingLog();
  log.append(filled(100, "a"));
  const pane = attend(log);
  await pane.until((progress) => progress.state === "waiting");
  pane.follower.setFollowing(false);
  for (let count = 0; count < 100; count++) log.append(filled(60_000, "b"));
  pane.follower.hint();
  await pane.until((progress) => progress.state === "held");
  expect(pane.cleared()).toBe(0);
  expect(log.content().subarray(0, pane.content().length).equals(pane.content())).toBe(true);
  pane.follower.setFollowing(true);
  await pane.until((progress) => progress.state === "waiting");
  expect(pane.progress()?.next).toBe(pane.progress()?.size);
  pane.follower.stop();
});

test("goes on from where it was after the core could not be reached", async () => {
  const log = createGrowingLog();
  log.append(filled(100, "a"));
  const pane = attend(log);
  await pane.until((progress) => progress.state === "waiting");
  const lost = new Error("the line was cut");
  log.setBroken(lost);
  pane.follower.hint();
  await pane.until((progress) => progress.state === "interrupted" && progress.error === lost);
  expect(pane.content().length).toBe(100);
  log.append(filled(100, "b"));
  log.setBroken(undefined);
  pane.follower.hint();
  await pane.until((progress) => progress.state === "waiting" && progress.next === progress.size);
  expect(pane.content().equals(log.content())).toBe(true);
  expect(pane.cleared()).toBe(0);
  pane.follower.stop();
});

test("taking again what is shown begins at the same place", async () => {
  const log = createGrowingLog();
  log.append(filled(5_000, "a"));
  log.end();
  const pane = attend(log);
  await pane.until((progress) => progress.state === "ended");
  pane.follower.restart("same");
  await pane.until((progress) => progress.state === "ended" && log.requests.length >= 2);
  expect(pane.cleared()).toBe(1);
  expect(pane.content().equals(log.content())).toBe(true);
  pane.follower.stop();
});
