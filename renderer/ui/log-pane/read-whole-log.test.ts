import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readWholeLog } from "./read-whole-log.ts";

const parts = [Buffer.from("one "), Buffer.from([0, 255, 0xc3]), Buffer.from([0xa9, 10])];

function answerAt(offset: number) {
  const part = parts[offset];
  return Promise.resolve({
    parts: part === undefined ? [] : [{ stream: "stdout" as const, atMs: 1, data: part.toString("base64") }],
    from: offset,
    next: Math.min(parts.length, offset + 1),
    size: parts.length,
    ended: true,
  });
}

test("gives every byte in order, and tells how far it is", async () => {
  const shares: number[] = [];
  const pieces = await readWholeLog(
    ({ offset }) => answerAt(offset),
    (share) => shares.push(share),
    new AbortController().signal,
  );
  const digest = createHash("sha256").update(Buffer.concat(pieces)).digest("hex");
  expect(digest).toBe(createHash("sha256").update(Buffer.concat(parts)).digest("hex"));
  expect(shares.at(-1)).toBe(1);
});

test("ends when it is given up", async () => {
  const controller = new AbortController();
  const reading = readWholeLog(
    ({ offset }) => {
      controller.abort(new Error("given up"));
      return answerAt(offset);
    },
    () => undefined,
    controller.signal,
  );
  await expect(reading).rejects.toThrow("given up");
});
