import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { createLeaveKeys } from "./leave-keys.ts";

/** Types each word by itself. @returns what goes through, and whether the last word leaves */
function typed(...words: readonly string[]): readonly [passed: string, leaves: boolean] {
  const keys = createLeaveKeys();
  const parts = words.map((word) => keys(Buffer.from(word)));
  return [parts.map(({ bytes }) => bytes.toString()).join(""), parts.at(-1)?.leaves ?? false];
}

describe("createLeaveKeys", () => {
  it("leaves with Ctrl-] wherever it stands, and passes on what is before it", () => {
    expect(typed("ls", " -l\x1d")).toEqual(["ls -l", true]);
  });

  it("leaves with ~. at the start of a line alone", () => {
    expect(typed("~", ".")).toEqual(["", true]);
    expect(typed("ls\r~.")).toEqual(["ls\r", true]);
    expect(typed("ls ~./x\r")).toEqual(["ls ~./x\r", false]);
  });

  it("loses no tilde", () => {
    expect(typed("~", "/bin/ls\r")).toEqual(["~/bin/ls\r", false]);
    expect(typed("~~.")).toEqual(["~.", false]);
  });
});
