import fc from "fast-check";
import { expect, test } from "vitest";
import { formatSize, parseSize, sizeText } from "./size.ts";

test("sizes are read in any unit and written so that they are read the same", () => {
  expect(["512B", "100KB", "5 mb", "1.5GB", "0B"].map(parseSize)).toEqual([512, 100_000, 5_000_000, 1_500_000_000, 0]);
  expect(["", "5", "MB", "-1MB", "1e3MB", "9999999TB"].map(parseSize)).toEqual(Array(6).fill(undefined));
  expect([0, 999, 1_000, 5_000_000].map(formatSize)).toEqual(["0B", "999B", "1KB", "5MB"]);
  fc.assert(fc.property(fc.nat(2 ** 53 - 1), (bytes) => parseSize(formatSize(bytes)) === bytes));
});

test("a size that cannot be is refused for what is wrong with it", () => {
  const complaint = (text: string) => sizeText.safeParse(text).error?.issues[0]?.message;
  expect(complaint("99999999TB")).toContain("is too large");
  expect(complaint("5XB")).toContain("XB is no unit of size");
  expect(complaint("much")).toContain("is no size");
});
