import { describe, expect, it } from "vitest";
import { median } from "./duration-bar.tsx";

describe("median", () => {
  it("is the middle, or between the two middle ones, whatever the order", () => {
    expect(median([])).toBeUndefined();
    expect(median([9])).toBe(9);
    expect(median([100, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 100])).toBe(6);
  });
});
