import fc from "fast-check";
import { expect, test } from "vitest";
import { failureReasons } from "../../shared/failure.ts";
import { decideSettlement, type EndedExecution, type SettlementQuestion } from "./settlement.ts";

function execution(changes: Partial<EndedExecution> = {}): EndedExecution {
  return { target: "web-1", status: "completed", exitCode: 0, failure: undefined, survivors: [], ...changes };
}

const failed = { status: "failed", exitCode: 3, failure: { reason: "nonzero_exit", message: "exit code 3" } } as const;

function settle(changes: Partial<SettlementQuestion>): ReturnType<typeof decideSettlement> {
  return decideSettlement({
    executions: [execution()],
    attempt: 1,
    attemptsAllowed: 1,
    onUnknown: "needs_attention",
    retryOn: null,
    cancelRequested: false,
    ...changes,
  });
}

test("a script's exit code is reported as it was", () => {
  expect(settle({})).toMatchObject({ status: "completed", exitCode: 0, retry: false });
  expect(settle({ executions: [execution(failed)] })).toMatchObject({ status: "failed", exitCode: 3, retry: false });
});

test("the reserved exit codes stand for what the program did", () => {
  const timeout = execution({ status: "timeout", failure: { reason: "timed_out", message: "" } });
  expect(settle({ executions: [timeout] })).toMatchObject({ status: "timeout", exitCode: -1 });
  const cancelled = execution({ status: "cancelled", failure: { reason: "cancelled", message: "" } });
  expect(settle({ executions: [cancelled] })).toMatchObject({ status: "cancelled", exitCode: -2 });
  const unreachable = execution({
    status: "failed",
    exitCode: undefined,
    failure: { reason: "connect_failed", message: "" },
  });
  expect(settle({ executions: [unreachable] })).toMatchObject({ status: "failed", exitCode: -3 });
});

test("cancelled is said only once nothing is left alive", () => {
  const survivor = execution({
    status: "cancelled",
    survivors: ["17 sleep"],
    failure: { reason: "cancelled", message: "" },
  });
  expect(settle({ executions: [survivor] }).status).toBe("needs_attention");
});

test("whatever was to be ended and is not needs a person, and is never repeated beside what is left of it", () => {
  const survivors = ["17 sleep"];
  const reasons = { timeout: "timed_out", cancelled: "cancelled", failed: "log_failed", unknown: "lost" } as const;
  for (const [status, reason] of Object.entries(reasons)) {
    const left = execution({
      status: status as keyof typeof reasons,
      survivors,
      failure: { reason, message: "" },
    });
    for (const executions of [[left], [left, execution({ target: "web-2" })]]) {
      const settled = settle({ executions, attemptsAllowed: 3, onUnknown: "retry", retryOn: [reason] });
      expect(settled).toMatchObject({ status: "needs_attention", retry: false });
    }
  }
});

test("some of several targets failed: partial, 100 and their number", () => {
  const executions = [
    execution(),
    execution({ ...failed, target: "web-2" }),
    execution({ ...failed, target: "web-3" }),
  ];
  expect(settle({ executions })).toMatchObject({ status: "partial", exitCode: 102 });
  expect(settle({ executions: executions.slice(1) })).toMatchObject({ status: "failed", exitCode: 102 });
});

test("a retry is granted while attempts are left and it can help", () => {
  const question = { executions: [execution(failed)], attemptsAllowed: 3 };
  expect(settle({ ...question, attempt: 2 }).retry).toBe(true);
  expect(settle({ ...question, attempt: 3 }).retry).toBe(false);
  expect(settle({ ...question, attempt: 1, cancelRequested: true }).retry).toBe(false);
  const refused = execution({ status: "failed", failure: { reason: "authentication_failed", message: "" } });
  expect(settle({ executions: [refused], attemptsAllowed: 3 }).retry).toBe(false);
});

test("an event may choose the failures that are tried again, in place of those that are worth it by themselves", () => {
  const refused = execution({ status: "failed", failure: { reason: "authentication_failed", message: "" } });
  const question = { attemptsAllowed: 3, retryOn: ["authentication_failed"] } as const;
  expect(settle({ ...question, executions: [refused] }).retry).toBe(true);
  expect(settle({ ...question, executions: [execution(failed)] }).retry).toBe(false);
  // Of several that failed, each must be one that is tried again.
  const both = [refused, execution({ ...failed, target: "web-2" })];
  expect(settle({ ...question, executions: both })).toMatchObject({
    failure: { reason: "nonzero_exit" },
    retry: false,
  });
  expect(settle({ ...question, executions: both, retryOn: ["authentication_failed", "nonzero_exit"] }).retry).toBe(
    true,
  );
  const lost = execution({ status: "unknown", target: "web-2", failure: { reason: "lost", message: "" } });
  expect(settle({ ...question, executions: [refused, lost], onUnknown: "retry" }).retry).toBe(true);
  expect(settle({ ...question, executions: [refused], cancelRequested: true }).retry).toBe(false);
});

test("an unknown fate follows the event's own rule", () => {
  const lost = execution({ status: "unknown", failure: { reason: "lost", message: "" } });
  expect(settle({ executions: [lost], attemptsAllowed: 3 })).toMatchObject({ status: "needs_attention", retry: false });
  expect(settle({ executions: [lost], attemptsAllowed: 3, onUnknown: "retry" }).retry).toBe(true);
});

test("never both completed and retried, and completed only when every target completed", () => {
  const anyExecution = fc.record({
    target: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom("completed", "failed", "timeout", "cancelled", "unknown"),
    exitCode: fc.option(fc.integer(), { nil: undefined }),
    failure: fc.option(fc.record({ reason: fc.constantFrom(...failureReasons), message: fc.string() }), {
      nil: undefined,
    }),
    survivors: fc.array(fc.string(), { maxLength: 1 }),
  }) as fc.Arbitrary<EndedExecution>;
  fc.assert(
    fc.property(fc.array(anyExecution, { minLength: 1, maxLength: 4 }), fc.nat(4), (executions, attempt) => {
      const settlement = settle({ executions, attempt, attemptsAllowed: 3 });
      const allDone = executions.every((one) => one.status === "completed");
      expect(settlement.status === "completed").toBe(allDone);
      if (allDone) expect(settlement.retry).toBe(false);
    }),
  );
});
