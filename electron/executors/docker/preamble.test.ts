import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAt } from "./framing-samples.ts";
import { createPreamble } from "./preamble.ts";

const mark = "the script starts\n";

describe("createPreamble", () => {
  it("divides at the first mark, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 100 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(500)),
        (before, after, cuts) => {
          const preamble = createPreamble(mark);
          const wire = Buffer.concat([Buffer.from(before), Buffer.from(mark), after]);
          const ours = Buffer.concat(cutAt(wire, cuts).map((chunk) => preamble.push(chunk)));
          expect(ours.equals(after)).toBe(true);
          expect(preamble.isOver).toBe(true);
          expect(preamble.words()).toBe(before);
        },
      ),
    );
  });

  it("gives nothing without a mark and keeps the last words, however many there were", () => {
    const preamble = createPreamble(mark);
    for (let count = 0; count < 10_000; count += 1) {
      expect(preamble.push(Buffer.from(`complaint ${String(count)}\n`)).length).toBe(0);
    }
    expect(preamble.isOver).toBe(false);
    expect(preamble.words().length).toBeLessThanOrEqual(4096);
    expect(preamble.words()).toMatch(/complaint 9999\n$/);
  });

  it("takes a second mark for the script's own", () => {
    const preamble = createPreamble(mark);
    expect(Buffer.from(preamble.push(Buffer.from(`${mark}a${mark}b`))).toString()).toBe(`a${mark}b`);
  });
});
