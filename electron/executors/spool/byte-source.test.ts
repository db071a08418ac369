import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { readBytes, readMarkedLine } from "./byte-source.ts";

const never = new AbortController().signal;

async function rest(source: ReturnType<typeof readBytes>): Promise<string> {
  const parts: Buffer[] = [];
  for (let part = await source.next(never); part; part = await source.next(never)) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
}

function sourceOf(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text, "latin1");
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return readBytes(
    Readable.from(
      ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)),
      { objectMode: false },
    ),
  );
}

it("knows a stream that has ended before anybody reads from it", async () => {
  const stream = Readable.from([]);
  stream.resume();
  await once(stream, "close");
  expect(await readBytes(stream).next(never)).toBeUndefined();
});

describe("readMarkedLine", () => {
  it("finds the mark behind whatever a login shell printed, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 12 }), fc.string({ unit: "binary" }), async (cuts, tail) => {
        const after = Buffer.from(tail).toString("latin1");
        const source = sourceOf(`Welcome!\nno newline cronium-x started 1 2\n${after}`, cuts);
        const { line, prelude } = await readMarkedLine(source, "cronium-x", never);
        expect([line, prelude]).toEqual(["started 1 2", "Welcome!\nno newline "]);
        expect(await rest(source)).toBe(after);
      }),
    );
  });

  it("says what there was when there is no mark", async () => {
    const { line, prelude } = await readMarkedLine(sourceOf("This account is not available.\n", [3]), "mark", never);
    expect(line).toBeUndefined();
    expect(prelude).toBe("This account is not available.\n");
  });

  it("does not look through endless output", async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, "y");
      })(),
      { objectMode: false },
    );
    expect((await readMarkedLine(readBytes(endless), "mark", never)).line).toBeUndefined();
    endless.destroy();
  });
});

describe("readBytes", () => {
  it("takes what a stream holds in pieces of 256 KB at most, all of it and in order", async () => {
    const bytes = Buffer.alloc(1_000_003, "0123456789 and so on, ");
    const stream = new PassThrough({ highWaterMark: 4 * 1024 * 1024 });
    stream.write(bytes);
    stream.end("the end");
    const source = readBytes(stream);
    const parts: Buffer[] = [];
    for (let part = await source.next(never); part; part = await source.next(never)) parts.push(part);
    expect(parts.every((part) => part.length <= 256 * 1024)).toBe(true);
    expect(Buffer.concat(parts).toString()).toBe(`${bytes.toString()}the end`);
  });

  it("returns at once when the signal aborts", async () => {
    const controller = new AbortController();
    const waiting = readBytes(new PassThrough()).next(controller.signal);
    controller.abort();
    expect(await waiting).toBeUndefined();
  });

  it("gives what is left before it ends, and leaves the stream open", async () => {
    const stream = new PassThrough();
    const source = readBytes(stream);
    stream.end("last words");
    expect(await rest(source)).toBe("last words");
    expect(await source.next(never)).toBeUndefined();
  });
});
