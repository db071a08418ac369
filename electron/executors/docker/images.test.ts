import { describe, expect, it } from "vitest";
import { chooseImage } from "./images.ts";

describe("chooseImage", () => {
  it("prefers what the event names, then the setting, then the program's own", () => {
    expect(chooseImage("BASH", "mine:1", { BASH: "set:1" })).toEqual({ image: "mine:1", mayPull: true });
    expect(chooseImage("BASH", undefined, { BASH: "set:1" })).toEqual({ image: "set:1", mayPull: true });
    expect(chooseImage("BASH", undefined, { BASH: undefined }).image).toMatch(/^cronium\/bash:/);
  });

  it("never pulls the program's own, even when it is named", () => {
    const own = chooseImage("NODEJS", undefined, {});
    expect(own.mayPull).toBe(false);
    expect(chooseImage("PYTHON", own.image, {}).mayPull).toBe(false);
  });
});
