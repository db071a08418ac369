import fc from "fast-check";
import { expect, test } from "vitest";
import { logStreams } from "../../shared/words.ts";
import { decodeFrames, encodeFrame, frameHeaderBytes } from "./frame.ts";

const frames = fc.array(
  fc.record({
    stream: fc.constantFrom(...logStreams),
    atMs: fc.nat(),
    sourceEnd: fc.maxSafeNat(),
    payload: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 6 },
);

test("reads back what was written, and only whole frames of a torn file", () => {
  fc.assert(
    fc.property(frames, fc.nat(), (written, seed) => {
      const encoded = written.map(encodeFrame);
      const bytes = Buffer.concat(encoded);
      expect(decodeFrames(bytes)).toEqual({ frames: written, consumed: bytes.length, damaged: false });
      const cut = bytes.length === 0 ? 0 : seed % bytes.length;
      const torn = decodeFrames(bytes.subarray(0, cut));
      expect(torn.frames).toEqual(written.slice(0, torn.frames.length));
      expect(cut - torn.consumed).toBeLessThan(frameHeaderBytes + 50);
      expect(torn.damaged).toBe(false);
    }),
  );
});

test("recognises bytes that are no frame", () => {
  expect(decodeFrames(Buffer.alloc(frameHeaderBytes, 0xff)).damaged).toBe(true);
});
