import { createHash } from "node:crypto";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LogStream } from "../../shared/words.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { readWholeLog } from "./log-reader.ts";
import { openLogWriter, type LogWriter } from "./log-writer.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cronium-log-"));
});
afterEach(() => rm(folder, { recursive: true }));

function open(secrets: readonly string[] = []): Promise<LogWriter> {
  return openLogWriter({
    path: join(folder, "a.log"),
    clock: createFakeClock(1_000),
    secrets,
    grown: () => undefined,
  });
}

async function content(stream?: LogStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const slice of readWholeLog(join(folder, "a.log"), 0, 1_024)) {
    for (const frame of slice.frames) if (stream === undefined || frame.stream === stream) parts.push(frame.payload);
  }
  return Buffer.concat(parts);
}

test("keeps every byte, streams told apart, with size and checksum", async () => {
  const writer = await open();
  const large = Buffer.alloc(300_000, "0123456789");
  await Promise.all([writer.write("stdout", large), writer.write("stderr", Buffer.from([0, 255, 10]))]);
  const closed = await writer.close(true);
  expect((await content("stdout")).equals(large)).toBe(true);
  expect(await content("stderr")).toEqual(Buffer.from([0, 255, 10]));
  expect(closed.bytes).toBe(300_003);
  expect(closed.sha256).toBe(
    createHash("sha256")
      .update(await content())
      .digest("hex"),
  );
});

test("goes on after a crash: the torn frame is cut off, the position says where to read on", async () => {
  const first = await open();
  await first.write("stdout", Buffer.from("one "));
  await first.write("stderr", Buffer.from("two "));
  // No close: the process was killed while it wrote the next frame.
  await appendFile(join(folder, "a.log"), Buffer.from([1, 0, 0, 0, 0, 0]));
  const second = await open();
  expect(second.position()).toEqual({ stdout: 4, stderr: 4 });
  await second.write("stdout", Buffer.from("three"));
  const closed = await second.close(true);
  expect((await content()).toString()).toBe("one two three");
  expect(closed.sha256).toBe(createHash("sha256").update("one two three").digest("hex"));
});

test("what is held back is asked for once by this writer, and again by the next, so that a secret cut by a crash is still masked", async () => {
  const first = await open(["topsecret"]);
  await first.write("stdout", Buffer.from("key: topse"));
  expect(first.position().stdout).toBe(10);
  const second = await open(["topsecret"]);
  expect(second.position().stdout).toBe(5);
  await second.write("stdout", Buffer.from("topsecret!"));
  expect(second.position().stdout).toBe(15);
  await second.close(true);
  expect((await content()).toString()).toBe("key: ••••••!");
});
