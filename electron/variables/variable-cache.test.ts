import fc from "fast-check";
import { expect, it } from "vitest";
import { createExactCache } from "./variable-cache.ts";

interface Value {
  readonly text: string;
}

const newCache = (mostBytes = 1_000_000): ReturnType<typeof createExactCache<Value>> =>
  createExactCache<Value>(mostBytes, ({ text }) => text.length);

it("is never wrong about what is acknowledged, however reads and changes cross", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 20 }),
      async (schedule, actions) => {
        const cache = newCache();
        // A change is in effect a while before it is acknowledged, and a read takes its value a while before it has it.
        let stored = 0;
        let acknowledged = 0;
        const all = Promise.all(
          actions.map(async (isRead, index) => {
            await schedule.schedule(Promise.resolve(), `begin ${String(index)}`);
            if (isRead) {
              const known = acknowledged;
              const read = await cache.read("KEY", async () => {
                await schedule.schedule(Promise.resolve(), "before the look");
                const text = String(stored);
                await schedule.schedule(Promise.resolve(), "after the look");
                return { text };
              });
              expect(Number(read.text)).toBeGreaterThanOrEqual(known);
              return;
            }
            await schedule.schedule(Promise.resolve(), "before the commit");
            const mine = (stored += 1);
            await schedule.schedule(Promise.resolve(), "after the commit");
            cache.forget(["KEY"]);
            acknowledged = Math.max(acknowledged, mine);
          }),
        );
        await schedule.waitIdle();
        await all;
        const last = await cache.read("KEY", () => Promise.resolve({ text: String(stored) }));
        expect(last.text).toBe(String(stored));
      },
    ),
    { numRuns: 500 },
  );
});

it("does not remember what failed, nor more than it may", async () => {
  const cache = newCache(2_000);
  await expect(cache.read("KEY", () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  expect(await cache.read("KEY", () => Promise.resolve({ text: "there" }))).toEqual({ text: "there" });
  await cache.read("LARGE", () => Promise.resolve({ text: "x".repeat(3_000) }));
  expect(await cache.read("LARGE", () => Promise.resolve({ text: "anew" }))).toEqual({ text: "anew" });
  for (let index = 0; index < 20; index += 1)
    await cache.read(`K${String(index)}`, () => Promise.resolve({ text: "" }));
  expect(await cache.read("KEY", () => Promise.resolve({ text: "read again" }))).toEqual({ text: "read again" });
});
