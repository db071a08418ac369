import { expect, test } from "vitest";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { maskOutcome } from "./mask-outcome.ts";

const secret = "hunter2-hunter2-hunter2";
const named = `7 curl -H ${secret} https://example.org`;
const proof = {
  reason: "cancel",
  askedAt: 1,
  means: "processes",
  signals: [{ at: 2, signal: "TERM", to: [named], count: 1 }],
  ended: [{ process: named, at: 3 }],
  goneAt: undefined,
  survivors: [named],
} as const;

test("no secret of a command line is stored with the proof of a stop", () => {
  const stopped: ExecutionOutcome = { kind: "stopped", reason: "cancel", survivors: [named], proof };
  const masked = maskOutcome(stopped, [secret]);
  expect(JSON.stringify(masked)).not.toContain(secret);
  expect(masked).toMatchObject({ proof: { signals: [{ count: 1 }], ended: [{ at: 3 }], goneAt: undefined } });
  expect(JSON.stringify(masked)).toContain("https://example.org");
  const failure = { reason: "authentication_failed", message: `Not ${secret}`, remedy: `Let ${secret} in` } as const;
  expect(JSON.stringify(maskOutcome({ kind: "failed", failure }, [secret]))).not.toContain(secret);
  const unknown = maskOutcome({ kind: "unknown", message: `Still alive: ${named}`, proof }, [secret]);
  expect(JSON.stringify(unknown)).not.toContain(secret);
});

test("a long command line is cut after it was masked, so that no piece of a secret is left at the cut", () => {
  const survivors = [`7 ${"x".repeat(185)} ${secret}`];
  const masked = maskOutcome({ kind: "stopped", reason: "timeout", survivors }, [secret]);
  if (masked.kind !== "stopped") throw new Error("it was stopped");
  expect(masked.survivors[0]).not.toContain("hunter");
  expect(masked.survivors[0]?.length).toBeLessThanOrEqual(201);
});
