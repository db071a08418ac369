import { expect, test } from "vitest";
import { runDueDifferential } from "./due-differential.ts";

test("the engine and the brute-force oracle agree in every zone of the platform", () => {
  const { cases, zones, differences } = runDueDifferential(10_000, 20_261_121);
  expect(differences).toEqual([]);
  expect(cases).toBe(10_000);
  expect(zones).toBe(Intl.supportedValuesOf("timeZone").length);
}, 120_000);
