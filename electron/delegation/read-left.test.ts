import { expect, test } from "vitest";
import { readLeft } from "./read-left.ts";

test("a schedule whose owner is damaged hides no other, and another installation's is left out", () => {
  const lines = [
    "left left_a ours 7 1000 2000 nightly%20backup",
    "left left_b ours 7 1000 2000 half%E0%A4",
    "left left_c ours 7 x 2000 name",
    "left left_d theirs 7 1000 2000 half%",
    "listed",
  ];
  const found = [{ id: "left_a", eventId: 7, eventName: "nightly backup", fromAt: 1000, untilAt: 2000 }];
  expect(readLeft(lines, "ours")).toEqual({ found, damaged: ["left_b", "left_c"] });
});
