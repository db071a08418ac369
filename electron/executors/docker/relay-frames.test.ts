import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAt } from "./framing-samples.ts";
import {
  createFrameReader,
  encodeCredit,
  encodeFrame,
  FrameError,
  frameTypes,
  longestPayload,
  padding,
  searchForAnswer,
} from "./relay-frames.ts";

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  // What looks like frames, or like what lies between them.
  fc.constantFrom(Buffer.alloc(40), Buffer.from(encodeFrame(frameTypes.hello, 0, Buffer.alloc(16, 0x5a)))),
);
const frame = fc.record({
  type: fc.constantFrom(...Object.values(frameTypes)),
  connection: fc.nat({ max: 2 ** 32 - 1 }),
  payload,
});
const places = fc.array(fc.nat({ max: 500 }));

describe("frames", () => {
  it("come out as they went in, however the stream is cut, zeros between them or not", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), places, fc.nat({ max: 20 }), (frames, cuts, zeros) => {
        const parts = frames.flatMap(({ type, connection, payload: bytes }) => [
          Buffer.alloc(zeros),
          encodeFrame(type, connection, bytes),
        ]);
        const reader = createFrameReader();
        const read = cutAt(Buffer.concat(parts), cuts).flatMap((chunk) => reader.push(chunk));
        expect(read).toEqual(frames.map((each) => ({ ...each, payload: Buffer.from(each.payload) })));
      }),
    );
  });

  it("come out byte by byte, too, at their longest", () => {
    const bytes = encodeFrame(frameTypes.data, 7, Buffer.alloc(longestPayload, "x"));
    const reader = createFrameReader();
    expect(reader.push(bytes.subarray(0, -1))).toEqual([]);
    expect(reader.push(bytes.subarray(-1))[0]?.payload.length).toBe(longestPayload);
    expect(() => encodeFrame(frameTypes.data, 7, Buffer.alloc(longestPayload + 1))).toThrow(RangeError);
  });

  it("that are cut off at any byte and followed by padding are refused, never delivered", () => {
    const whole = encodeFrame(frameTypes.data, 0x01020304, Buffer.from("what was not all sent"));
    for (let length = 1; length < whole.length; length += 1) {
      const reader = createFrameReader();
      const read = (): unknown => reader.push(Buffer.concat([whole.subarray(0, length), padding]));
      expect(read).toThrow(FrameError);
    }
  });

  it("do not exist for other types or lengths", () => {
    for (const header of ["08000000", "ff000000", "03010001", "03ffffff"]) {
      expect(() => createFrameReader().push(Buffer.from(`${header}00000001`, "hex"))).toThrow(FrameError);
    }
  });

  it("tell credit as a number", () => {
    const [read] = createFrameReader().push(encodeCredit(9, 131_072));
    expect(read).toEqual({ type: frameTypes.credit, connection: 9, payload: Buffer.from("00020000", "hex") });
  });
});

describe("the search for an answer", () => {
  const greeting = Buffer.from("0123456789abcdef");
  const answer = encodeFrame(frameTypes.hello, 0, greeting);

  it("finds it behind anything and cut anywhere, and gives what follows", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 50 }),
        places,
        (before, after, cuts) => {
          // The beginning of an answer that was itself cut off.
          const stream = Buffer.concat([before, answer.subarray(0, before.length % answer.length), answer, after]);
          const search = searchForAnswer(greeting);
          const rest: Buffer[] = [];
          let isFound = false;
          for (const chunk of cutAt(stream, cuts)) {
            const found: Buffer | undefined = isFound ? Buffer.from(chunk) : search.push(chunk);
            if (found !== undefined) rest.push(found);
            isFound ||= found !== undefined;
          }
          expect(Buffer.concat(rest)).toEqual(Buffer.from(after));
        },
      ),
    );
  });

  it("does not take the answer to another greeting", () => {
    const other = encodeFrame(frameTypes.hello, 0, Buffer.from("0123456789abcdeX"));
    expect(searchForAnswer(greeting).push(other)).toBeUndefined();
  });
});
