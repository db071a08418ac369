import { expect, test } from "vitest";
import { compareFact } from "./fact-words.ts";

test("facts of two runs are told in words", () => {
  expect(compareFact({ path: "durationMs", from: "1500", to: "(none)" })).toEqual({
    label: "Duration",
    from: "1.5 s",
    to: "(none)",
  });
  expect(compareFact({ path: "status", from: "completed", to: "needs_attention" })).toEqual({
    label: "Ended",
    from: "Completed",
    to: "Needs attention",
  });
  expect(compareFact({ path: "exitCode", from: "0", to: "3" })).toEqual({ label: "Exit code", from: "0", to: "3" });
  expect(compareFact({ path: "weather", from: "fair", to: "foul" }).label).toBe("weather");
});
