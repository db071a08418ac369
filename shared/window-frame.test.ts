import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeWindowFrame, encodeWindowFrame, type WindowFrame } from "./window-frame.ts";

const connection = fc.stringMatching(/^[a-z0-9.]{1,64}$/);
const frame: fc.Arbitrary<WindowFrame> = fc.oneof(
  fc.record({ kind: fc.constantFrom("open" as const, "opened" as const, "close" as const), connection }),
  fc.record({ kind: fc.constant("frame" as const), connection, text: fc.string({ unit: "binary" }) }),
);

it("reads back whatever it wrote", () => {
  fc.assert(
    fc.property(frame, (written) => {
      expect(decodeWindowFrame(encodeWindowFrame(written))).toEqual(written);
    }),
  );
});

it("never throws, and accepts only what it would write itself", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom("open", "close ", "frame x", "frame  y", "open a b")), (text) => {
      const read = decodeWindowFrame(text);
      if (read) expect(encodeWindowFrame(read)).toBe(text);
    }),
  );
  expect(decodeWindowFrame("open a b")).toBeUndefined();
  expect(decodeWindowFrame("frame x")).toBeUndefined();
});
