import { expect, test } from "vitest";
import { readStatuses, switchStatus } from "./message-filter.ts";

test("statuses in an address are read, switched and written again", () => {
  expect(readStatuses(new URLSearchParams("status=dead,nonsense,pending"))).toEqual(["pending", "dead"]);
  expect(readStatuses(new URLSearchParams())).toEqual([]);
  expect(switchStatus([], "dead")).toBe("dead");
  expect(switchStatus(["pending", "dead"], "dead")).toBe("pending");
  expect(switchStatus(["dead"], "dead")).toBeUndefined();
  expect(switchStatus(["pending", "delivered", "dead"], "dismissed")).toBeUndefined();
});
