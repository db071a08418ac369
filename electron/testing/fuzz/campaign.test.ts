import { expect, test } from "vitest";
import { fuzzRuntimeApi } from "./campaign.ts";

test("eight hundred requests with something wrong find no fault, and nothing of another execution", async () => {
  const { statuses, violations } = await fuzzRuntimeApi(7, 800);
  expect(violations).toEqual([]);
  // It has to have come past the door, too.
  expect(statuses.get(200)).toBeGreaterThan(40);
  expect(statuses.get(422)).toBeGreaterThan(5);
});
