import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { fieldErrors, toProblem } from "./problem.ts";

function refusal(data: Record<string, unknown>): TRPCClientError<never> {
  return TRPCClientError.from({ error: { code: -32_000, message: "refused", data } } as never);
}

describe("toProblem", () => {
  it("takes the core's own words and remedy", () => {
    const problem = toProblem(
      refusal({ details: { code: "conflict", message: "It was changed meanwhile", remedy: "Load it again." } }),
    );
    expect(problem).toMatchObject({ code: "conflict", message: "It was changed meanwhile", remedy: "Load it again." });
    expect(problem.raw).toContain('"conflict"');
  });

  it("collects what is wrong with each field, the first complaint winning", () => {
    const problem = toProblem(
      refusal({
        details: { code: "invalid_input", message: "two things", field: "name" },
        issues: [
          { path: "name", message: "give it a name" },
          { path: "schedule.cron", message: "no such day" },
          { path: "name", message: "too short" },
          { path: 7, message: "not an issue" },
        ],
      }),
    );
    expect(fieldErrors(problem)).toEqual({ name: "give it a name", "schedule.cron": "no such day" });
  });

  it("says that the line was cut when the core said nothing", () => {
    expect(toProblem(TRPCClientError.from(new Error("closed")))).toMatchObject({ code: "unavailable" });
  });

  it("shows a fault of the program as one", () => {
    expect(toProblem(new TypeError("x is undefined"))).toMatchObject({ code: "internal", message: "x is undefined" });
    expect(toProblem("broken")).toMatchObject({ code: "internal", message: "broken" });
  });
});
