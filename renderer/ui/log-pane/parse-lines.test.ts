import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogStream } from "../../../shared/words.ts";
import { createLogInMemory } from "./log-in-memory.test-data.ts";
import type { LogLine } from "./log-line.ts";
import { createLineParser } from "./parse-lines.ts";

async function linesOf(pieces: readonly (readonly [LogStream, string | Uint8Array])[]): Promise<readonly LogLine[]> {
  const log = createLogInMemory();
  for (const [stream, text] of pieces) log.add(stream, text);
  const parser = createLineParser({ begins: "with-line", streams: "both" });
  const { parts } = await log.read(0, 10_000_000);
  const lines = parser.push(parts);
  const open = parser.open();
  return open === undefined ? lines : [...lines, open];
}

const texts = async (...pieces: readonly string[]): Promise<readonly string[]> =>
  (await linesOf(pieces.map((text) => ["stdout", text] as const))).map((line) => line.text);

test("a program that goes back within its line leaves what it wrote last", async () => {
  expect(await texts("10 %\r50 %\rdone\n", "next")).toEqual(["done", "next"]);
  expect(await texts("windows\r\nlines\r\n")).toEqual(["windows", "lines"]);
  expect(await texts("abc\b\bX\n")).toEqual(["aXc"]);
  expect(await texts("downloading\r\u001b[Kok\n")).toEqual(["ok"]);
  expect(await texts("a\tb\n")).toEqual(["a       b"]);
});

test("sequences that show nothing leave nothing, wherever they are cut", async () => {
  expect(await texts("\u001b]0;title\u0007a\u001b[?25lb\u001b(Bc\u001b[2", "Jd\n")).toEqual(["abcd"]);
  expect(await texts("a\u001b", "[31mb\u001b[0", "mc\n")).toEqual(["abc"]);
});

test("colours belong to the stream that chose them", async () => {
  const [line] = await linesOf([
    ["stdout", "\u001b[32mgreen "],
    ["stderr", "plain "],
    ["stdout", "green\n"],
  ]);
  expect(line?.spans.map(({ text, stream, pen }) => [text, stream, pen.get("foreground")])).toEqual([
    ["green ", "stdout", "32"],
    ["plain ", "stderr", undefined],
    ["green", "stdout", "32"],
  ]);
});

test("a line without an end is shown in pieces", async () => {
  const lines = await linesOf([["stdout", "x".repeat(10_500)]]);
  expect(lines.map((line) => line.text).join("")).toBe("x".repeat(10_500));
  expect(lines.every((line) => line.text.length <= 3_000)).toBe(true);
  expect(lines.map((line) => line.goesOn)).toEqual([...lines.slice(1).map(() => true), false]);
});

test("every character is there once, and lines lie one behind the other, however the bytes are cut", async () => {
  const words = fc.array(fc.constantFrom("plain", "é漢🙂", "\u001b[1;31m", "\u001b[0m", "\n", "\n\n", " "), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(words, fc.integer({ min: 1, max: 9 }), async (parts, cut) => {
      const text = parts.join("");
      const bytes = new TextEncoder().encode(text);
      const pieces: (readonly [LogStream, Uint8Array])[] = [];
      for (let at = 0; at < bytes.length; at += cut) pieces.push(["stdout", bytes.subarray(at, at + cut)]);
      const lines = await linesOf(pieces);
      const plain = text.replaceAll(/\u001b\[[\d;]*m/g, "");
      expect(lines.map((line) => line.text).join("\n")).toBe(plain.replace(/\n$/, ""));
      for (const [index, line] of lines.entries())
        expect(line.start).toBeGreaterThanOrEqual(lines[index - 1]?.end ?? 0);
    }),
  );
});
