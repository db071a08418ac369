import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecordedLog } from "../recording-context.ts";
import { cutAt, frame } from "./framing-samples.ts";
import { startMark } from "./launcher.ts";
import { createScriptOutput } from "./script-output.ts";

type Framed = readonly { readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array }[];

const begin: Framed = [
  { stream: "stdout", bytes: Buffer.from(startMark) },
  { stream: "stderr", bytes: Buffer.from(startMark) },
];
const framed = fc.array(
  fc.record({ stream: fc.constantFrom("stdout", "stderr"), bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }) }),
  { maxLength: 20 },
);

function wireOf(parts: Framed): Buffer {
  return Buffer.concat(parts.map(({ stream, bytes }) => frame(stream, bytes)));
}

function bytesOf(parts: Framed, stream: string): string {
  return Buffer.concat(parts.filter((part) => part.stream === stream).map((part) => part.bytes)).toString("hex");
}

function breaking(chunks: readonly Uint8Array[]): Readable {
  return Readable.from(
    (function* () {
      yield* chunks;
      throw new Error("the connection broke");
    })(),
  );
}

describe("createScriptOutput", () => {
  it("brings every byte once and in order, however often the source breaks", async () => {
    await fc.assert(
      fc.asyncProperty(
        framed,
        fc.array(fc.tuple(fc.nat(1_500), fc.array(fc.nat(1_500))), { maxLength: 4 }),
        async (parts, breaks) => {
          const log = createRecordedLog();
          const output = createScriptOutput(log);
          const wire = wireOf([...begin, ...parts]);
          for (const [length, cuts] of breaks) {
            expect(await output.take(breaking(cutAt(wire.subarray(0, length), cuts)))).toBe(false);
          }
          expect(await output.take(Readable.from([wire]))).toBe(true);
          expect(log.bytes("stdout").toString("hex")).toBe(bytesOf(parts, "stdout"));
          expect(log.bytes("stderr").toString("hex")).toBe(bytesOf(parts, "stderr"));
        },
      ),
    );
  });

  it("tells an end between frames from one within", async () => {
    const wire = wireOf([...begin, { stream: "stdout", bytes: Buffer.from("whole") }]);
    expect(await createScriptOutput(createRecordedLog()).take(Readable.from([wire.subarray(0, -1)]))).toBe(false);
    expect(await createScriptOutput(createRecordedLog()).take(Readable.from([wire]))).toBe(true);
  });

  it("keeps what the launcher complained of out of the log", async () => {
    const log = createRecordedLog();
    const output = createScriptOutput(log);
    await output.take(Readable.from([frame("stderr", Buffer.from("sh: head: not found\n"))]));
    expect(output.hasBegun).toBe(false);
    expect(output.launcherWords()).toBe("sh: head: not found");
    expect(log.position()).toEqual({ stdout: 0, stderr: 0 });
  });

  it("passes on what the log throws", async () => {
    const full = { ...createRecordedLog(), write: () => Promise.reject(new Error("the disk is full")) };
    const wire = wireOf([...begin, { stream: "stdout", bytes: Buffer.from("x") }]);
    await expect(createScriptOutput(full).take(Readable.from([wire]))).rejects.toThrow("the disk is full");
  });

  it("reads no further while the log takes its time", async () => {
    const taken: string[] = [];
    const { promise: room, resolve: makeRoom } = Promise.withResolvers<void>();
    const { promise: firstWrite, resolve: sawFirstWrite } = Promise.withResolvers<void>();
    const slow = {
      ...createRecordedLog(),
      write(stream: string) {
        taken.push(stream);
        sawFirstWrite();
        return room;
      },
    };
    const output = createScriptOutput(slow);
    const large = { stream: "stdout", bytes: Buffer.alloc(65_536) } as const;
    const source = Readable.from([wireOf([...begin, large]), ...Array<Buffer>(40).fill(wireOf([large]))]);
    const taking = output.take(source);
    await firstWrite;
    expect(output.isWriting).toBe(true);
    expect(taken).toEqual(["stdout"]);
    makeRoom();
    expect(await taking).toBe(true);
    expect(taken.length).toBe(41);
  });
});
