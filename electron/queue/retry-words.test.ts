import { expect, test } from "vitest";
import { retryWords } from "./retry-words.ts";

const retries = { max: 2, delayMs: 0, factor: 1, on: null };
const definition = { retries, onUnknown: "needs_attention" } as const;
const job = {
  status: "failed",
  attempt: 3,
  attempts_allowed: 3,
  failure_reason: "nonzero_exit",
  finished_at: 9,
  cancel_requested_at: null,
} as const;

test("whether a failed job is tried again is told with the reason", () => {
  expect(retryWords({ ...job, failure_reason: null }, definition)).toBeUndefined();
  expect(retryWords(job, definition)).toMatch(/all 3 attempts were made/);
  expect(retryWords({ ...job, attempt: 1, status: "queued", finished_at: null }, definition)).toMatch(/attempt 2 of 3/);
  expect(retryWords({ ...job, attempt: 2, status: "running", finished_at: null }, definition)).toMatch(
    /attempt 2 of 3/,
  );
  expect(retryWords({ ...job, attempt: 1, attempts_allowed: 1 }, definition)).toMatch(/no retries/);
  expect(retryWords({ ...job, attempt: 1, failure_reason: "host_key_changed" }, definition)).toMatch(/of no use/);
  const chosen = { ...definition, retries: { ...retries, on: ["connect_failed" as const] } };
  expect(retryWords({ ...job, attempt: 1 }, chosen)).toMatch(/other failures/);
  expect(retryWords({ ...job, attempt: 1, failure_reason: "lost" }, definition)).toMatch(/asks a person/);
  expect(retryWords({ ...job, cancel_requested_at: 8, failure_reason: "cancelled" }, definition)).toMatch(
    /its end was asked for/,
  );
});
