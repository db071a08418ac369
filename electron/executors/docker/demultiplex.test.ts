import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDemultiplexer, FramingError, type StreamPiece } from "./demultiplex.ts";
import { cutAt, frame } from "./framing-samples.ts";

const pieces = fc.array(
  fc.record({ stream: fc.constantFrom("stdout", "stderr"), bytes: fc.uint8Array({ maxLength: 300 }) }),
  { maxLength: 30 },
);

/** Order across streams and bytes within each, whatever the division. */
function joined(found: readonly StreamPiece[]): readonly { stream: string; bytes: string }[] {
  const runs: { stream: string; bytes: string }[] = [];
  for (const { stream, bytes } of found) {
    const hex = Buffer.from(bytes).toString("hex");
    const last = runs.at(-1);
    if (last?.stream === stream) last.bytes += hex;
    else if (hex !== "") runs.push({ stream, bytes: hex });
  }
  return runs;
}

describe("createDemultiplexer", () => {
  it("gives back what was framed, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(12_000)), (framed, cuts) => {
        const demultiplexer = createDemultiplexer();
        const wire = Buffer.concat(framed.map(({ stream, bytes }) => frame(stream, bytes)));
        const found = cutAt(wire, cuts).flatMap((chunk) =>
          // Copied: the next push may write over them.
          demultiplexer.push(chunk).map(({ stream, bytes }) => ({ stream, bytes: Uint8Array.from(bytes) })),
        );
        expect(joined(found)).toEqual(joined(framed));
        expect(demultiplexer.isBetweenFrames).toBe(true);
      }),
    );
  });

  it("passes a payload on before its frame is complete", () => {
    const demultiplexer = createDemultiplexer();
    const wire = frame("stderr", Buffer.from("abcdef"));
    expect(demultiplexer.push(wire.subarray(0, 10))).toEqual([{ stream: "stderr", bytes: wire.subarray(8, 10) }]);
    expect(demultiplexer.isBetweenFrames).toBe(false);
  });

  it("joins neighbouring frames of one stream", () => {
    const wire = Buffer.concat([frame("stdout", Buffer.from("a\n")), frame("stdout", Buffer.from("b\n"))]);
    expect(createDemultiplexer().push(wire)).toEqual([{ stream: "stdout", bytes: Buffer.from("a\nb\n") }]);
  });

  it("refuses what is not framed", () => {
    expect(() => createDemultiplexer().push(Buffer.from("plain text"))).toThrow(FramingError);
    expect(() => createDemultiplexer().push(Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 65]))).toThrow(/could not read/);
  });
});
