import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteRing } from "./byte-ring.ts";

describe("createByteRing", () => {
  it("gives back what a plain buffer of everything would, as far as it is kept", () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 0, maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        pieces,
        fc.nat(400),
        fc.nat(50),
        (capacity, parts, offset, limit) => {
          const ring = createByteRing(capacity);
          for (const part of parts) ring.append(part);
          const all = Buffer.concat(parts);
          const { from, bytes } = ring.read(offset, limit);
          expect(ring.end).toBe(all.length);
          expect(ring.start).toBe(Math.max(0, all.length - capacity));
          expect(from).toBeGreaterThanOrEqual(Math.min(Math.max(offset, ring.start), all.length));
          expect(bytes).toEqual(all.subarray(from, from + limit));
          if (offset >= ring.start) expect(from).toBe(Math.min(offset, all.length));
        },
      ),
    );
  });

  it("begins with a whole line when some was passed over", () => {
    const ring = createByteRing(20);
    ring.append(Buffer.from("first line\nsecond line\nthird line\n"));
    expect(ring.read(0, 100)).toEqual({ from: 23, bytes: Buffer.from("third line\n") });
  });
});
