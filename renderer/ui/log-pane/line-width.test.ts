import { expect, test } from "vitest";
import { createWidthMeter } from "./line-width.ts";

test("knows the longest line, without escape sequences, across pieces", () => {
  const meter = createWidthMeter();
  expect(meter.push(Buffer.from("abc\nabcd"))).toBe(4);
  expect(meter.push(Buffer.from("ef\n"))).toBe(6);
  expect(meter.push(Buffer.from("\u001b[38;5;1mab\u001b[0m\r12"))).toBe(6);
  expect(meter.push(Buffer.from("\n\té"))).toBe(9);
  meter.reset();
  expect(meter.push(Buffer.from("漢字"))).toBe(4);
});
