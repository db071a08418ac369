import { expect, it } from "vitest";
import { isShownAs, statusesToAsk } from "./shown-statuses.ts";

it("jobs that wait inside their run are found as waiting and as running, others by their status alone", () => {
  const waiting = { status: "running", waitingFor: {} } as const;
  expect(isShownAs(waiting, ["waiting"])).toBe(true);
  expect(isShownAs(waiting, ["running"])).toBe(true);
  expect(isShownAs({ status: "running" }, ["waiting"])).toBe(false);
  expect(isShownAs({ status: "queued", waitingFor: {} }, ["waiting"])).toBe(false);
  expect(isShownAs({ status: "failed" }, ["waiting", "failed"])).toBe(true);
  expect(statusesToAsk(["waiting", "running", "failed"])).toEqual(["running", "failed"]);
});
