import { describe, expect, it } from "vitest";
import { advance, emptyTrail, longestPauseMs, nameKey, type KeyTrail } from "./sequence.ts";

const shortcuts = ["j", "g e", "g j", "?", "mod+k"];

/** Presses keys, each with its instant, and tells what was completed in turn. */
function press(...presses: readonly (readonly [string, number])[]): readonly (string | undefined)[] {
  let trail: KeyTrail = emptyTrail;
  return presses.map(([key, atMs]) => {
    const step = advance(trail, key, atMs, shortcuts);
    trail = step.trail;
    return step.completed;
  });
}

describe("advance", () => {
  it("completes a single key at once", () => {
    expect(press(["j", 5_000])).toEqual(["j"]);
  });

  it("completes a sequence, and the second key does not count alone", () => {
    expect(press(["g", 5_000], ["j", 5_400])).toEqual([undefined, "g j"]);
  });

  it("forgets the first key after a pause", () => {
    expect(press(["g", 5_000], ["j", 5_000 + longestPauseMs + 1])).toEqual([undefined, "j"]);
    expect(press(["g", 5_000], ["e", 5_000 + longestPauseMs + 1])).toEqual([undefined, undefined]);
  });

  it("starts over with a key that does not go on", () => {
    expect(press(["g", 5_000], ["j", 5_100], ["j", 5_200])).toEqual([undefined, "g j", "j"]);
    expect(press(["g", 5_000], ["g", 5_100], ["e", 5_200])).toEqual([undefined, undefined, "g e"]);
    expect(press(["g", 5_000], ["x", 5_100], ["e", 5_200])).toEqual([undefined, undefined, undefined]);
  });
});

describe("nameKey", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false };

  it("names what was pressed", () => {
    expect(nameKey({ ...plain, key: "?" })).toBe("?");
    expect(nameKey({ ...plain, key: "K", ctrlKey: true })).toBe("mod+k");
    expect(nameKey({ ...plain, key: "k", metaKey: true })).toBe("mod+k");
  });

  it("leaves modifiers and Alt alone", () => {
    expect(nameKey({ ...plain, key: "Shift" })).toBeUndefined();
    expect(nameKey({ ...plain, key: "e", altKey: true })).toBeUndefined();
  });
});
