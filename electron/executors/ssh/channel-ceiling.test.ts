import { expect, it } from "vitest";
import { createChannelCeiling } from "./channel-ceiling.ts";

it("falls to what a server proves to allow, and rises by one each minute up to what is wanted", () => {
  const ceiling = createChannelCeiling(5);
  expect(ceiling.at(0)).toBe(5);
  ceiling.refused(2, 1_000);
  expect(ceiling.at(1_000)).toBe(2);
  expect(ceiling.at(60_999)).toBe(2);
  expect(ceiling.at(61_000)).toBe(3);
  expect(ceiling.at(10_000_000)).toBe(5);
});

it("takes a refusal below what was allowed before for slots that are freed late", () => {
  const ceiling = createChannelCeiling(5);
  expect(ceiling.hasProof()).toBe(false);
  ceiling.proved(2);
  ceiling.refused(0, 0);
  expect(ceiling.at(0)).toBe(2);
  expect(ceiling.hasProof()).toBe(true);
});

it("never falls below one", () => {
  const ceiling = createChannelCeiling(5);
  ceiling.refused(0, 0);
  expect(ceiling.at(0)).toBe(1);
});
