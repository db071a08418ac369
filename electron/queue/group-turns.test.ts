import fc from "fast-check";
import { expect, test } from "vitest";
import { openTurns, type Turn } from "./group-turns.ts";

const limits = new Map([
  ["a", 2],
  ["b", 1],
]);

/** Executions whose ends are given by hand, in the order in which they are asked for. */
function stage(turns: readonly Turn<number>[]) {
  const cancel = new AbortController();
  const detach = new AbortController();
  const running = new Map<
    number,
    { readonly end: () => void; readonly fail: () => void; readonly leaving: AbortSignal }
  >();
  const signals = { cancel: cancel.signal, detach: detach.signal };
  const opened = openTurns<number, number>(limits, signals, (row, leaving) => {
    return new Promise<number>((resolve, reject) => {
      running.set(row, {
        leaving,
        end: () => {
          running.delete(row);
          resolve(row);
        },
        fail: () => {
          running.delete(row);
          reject(new Error("broken"));
        },
      });
    });
  });
  const taken = turns.map((turn) => opened.take(turn));
  opened.begin();
  const result = Promise.allSettled(taken).then(() => Promise.all(taken));
  return { cancel, detach, running, result };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("no group ever has more under way than it may, and all come to an end, in the order given", async () => {
  const anyTurns = fc.array(fc.subarray(["a", "b", "free"]), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(anyTurns, fc.infiniteStream(fc.nat({ max: 7 })), async (groups, choices) => {
      const turns = groups.map((names, row) => ({ row, groups: names, underWay: false }));
      const { running, result } = stage(turns);
      for (let left = turns.length; left > 0; left--) {
        await settle();
        for (const [group, limit] of limits) {
          const at = [...running.keys()].filter((row) => groups[row]?.includes(group));
          expect(at.length).toBeLessThanOrEqual(limit);
        }
        const choice = (choices.next().value ?? 0) % running.size;
        [...running.values()][choice]?.end();
      }
      expect(await result).toEqual(turns.map(({ row }) => row));
    }),
    { numRuns: 50 },
  );
});

test("what is under way goes on whatever the limit is by now, and has its place before others", async () => {
  const { running, result } = stage([
    { row: 0, groups: ["b"], underWay: false },
    { row: 1, groups: ["b"], underWay: true },
    { row: 2, groups: ["b"], underWay: true },
  ]);
  await settle();
  expect([...running.keys()]).toEqual([1, 2]);
  running.get(1)?.end();
  await settle();
  expect([...running.keys()]).toEqual([2]);
  running.get(2)?.end();
  await settle();
  running.get(0)?.end();
  expect(await result).toEqual([0, 1, 2]);
});

test("nothing waits in a job that is cancelled; nothing begins when the program leaves or one broke off", async () => {
  const turns = [0, 1, 2].map((row) => ({ row, groups: ["b"], underWay: false }));
  const cancelled = stage(turns);
  await settle();
  cancelled.cancel.abort();
  await settle();
  expect(cancelled.running.size).toBe(3);

  const left = stage(turns);
  await settle();
  left.detach.abort();
  left.running.get(0)?.end();
  expect(await left.result).toEqual([0, undefined, undefined]);

  const broken = stage(turns);
  await settle();
  broken.running.get(0)?.fail();
  await expect(broken.result).rejects.toThrow("broken");
  await settle();
  expect(broken.running.size).toBe(0);
});

test("when one breaks off the others are let go of, and it is told only once nobody follows them", async () => {
  const { running, result } = stage([0, 1].map((row) => ({ row, groups: [], underWay: false })));
  let isTold = false;
  result.catch(() => (isTold = true));
  await settle();
  const other = running.get(1);
  expect(other?.leaving.aborted).toBe(false);
  running.get(0)?.fail();
  await settle();
  expect([other?.leaving.aborted, isTold]).toEqual([true, false]);
  other?.end();
  await expect(result).rejects.toThrow("broken");
});
