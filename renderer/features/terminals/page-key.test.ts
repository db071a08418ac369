import { expect, it } from "vitest";
import { pageKey } from "./page-key.ts";

const plain = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };

it("leaves to the shell what shells use", () => {
  for (const key of ["Escape", "Tab", "ArrowUp", "k", "F1"]) expect(pageKey({ ...plain, key }, true)).toBeUndefined();
  for (const key of ["c", "v", "k", "f", "ArrowLeft"])
    expect(pageKey({ ...plain, key, ctrlKey: true }, true)).toBeUndefined();
});

it("copies, pastes, finds and leaves with Ctrl and Shift", () => {
  const withBoth = (key: string) => pageKey({ ...plain, key, ctrlKey: true, shiftKey: true }, false);
  expect(["C", "V", "F", "ArrowUp", "ArrowLeft", "ArrowRight", "K"].map(withBoth)).toEqual([
    "copy",
    "browser",
    "find",
    "leave",
    "previous",
    "next",
    undefined,
  ]);
});

it("knows the keys of a Mac", () => {
  expect(pageKey({ ...plain, key: "c", metaKey: true }, true)).toBe("copy");
  expect(pageKey({ ...plain, key: "c", metaKey: true }, false)).toBeUndefined();
});
