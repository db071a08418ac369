import { describe, expect, it } from "vitest";
import { largestInputBytes, readRunInput } from "./run-input.ts";

describe("readRunInput", () => {
  it("takes nothing, and any JSON", () => {
    expect(readRunInput(" \n")).toEqual({ kind: "none" });
    expect(readRunInput('{"name": "Ada"}')).toEqual({ kind: "value", value: { name: "Ada" } });
    for (const value of [null, 0, false, "", []]) {
      expect(readRunInput(JSON.stringify(value))).toEqual({ kind: "value", value });
    }
  });

  it("says why it takes no more than that", () => {
    expect(readRunInput("Ada")).toMatchObject({ kind: "wrong", problem: expect.stringContaining("no JSON") as string });
    expect(readRunInput(JSON.stringify("a".repeat(largestInputBytes - 2)))).toMatchObject({ kind: "value" });
    expect(readRunInput(JSON.stringify("ä".repeat(largestInputBytes / 2)))).toMatchObject({
      kind: "wrong",
      problem: expect.stringContaining("8 MB") as string,
    });
  });
});
