import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStartLimit } from "./start-limit.ts";

const unstopped = new AbortController().signal;

describe("createStartLimit", () => {
  it("never has more inside than it has places, and lets everyone in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 30 }), async (places, visitors) => {
        const limit = createStartLimit(places);
        let inside = 0;
        let most = 0;
        const order: number[] = [];
        await Promise.all(
          Array.from({ length: visitors }, async (_, visitor) => {
            const leave = await limit.enter(unstopped);
            order.push(visitor);
            inside += 1;
            most = Math.max(most, inside);
            await Promise.resolve();
            inside -= 1;
            leave();
          }),
        );
        expect(most).toBeLessThanOrEqual(places);
        expect(order).toEqual(order.toSorted((left, right) => left - right));
        expect(order.length).toBe(visitors);
      }),
    );
  });

  it("forgets those who give up waiting", async () => {
    const limit = createStartLimit(1);
    const leave = await limit.enter(unstopped);
    const impatient = new AbortController();
    const waiting = limit.enter(impatient.signal);
    const patient = limit.enter(unstopped);
    impatient.abort("cancel");
    await expect(waiting).rejects.toBe("cancel");
    leave();
    (await patient)();
    await expect(limit.enter(impatient.signal)).rejects.toBe("cancel");
    (await limit.enter(unstopped))();
  });
});
