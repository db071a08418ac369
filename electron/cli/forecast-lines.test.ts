import { expect, it } from "vitest";
import { cronSchedule, forecastEvent, forecastOf } from "../testing/forecast-world.ts";
import type { ForecastAnswer } from "./answers.ts";
import { forecastLines } from "./forecast-lines.ts";

function text(changes: Pick<ForecastAnswer, "truncated" | "dense">): string {
  const forecast = { ...forecastOf([forecastEvent("backup", cronSchedule("0 2 * * *"))]), ...changes };
  // As it arrives over the pipe.
  const answer = JSON.parse(JSON.stringify(forecast)) as ForecastAnswer;
  return forecastLines(answer, { by: "event", now: forecast.fromMs, paint: (_colour, word) => word }).join("\n");
}

it("names the events that were only counted", () => {
  expect(text({ truncated: true, dense: ["beat", "poll"] })).toContain(
    "\nToo frequent to look at one by one\nCounts are exact; collisions and busiest minutes leave out beat, poll.",
  );
});

it("says when there were too many collisions to look for all, and names nothing then", () => {
  const answer = text({ truncated: true, dense: [] });
  expect(answer).toContain("not every collision was looked for; counts are exact.");
  expect(answer).not.toContain("Too frequent");
  expect(answer).not.toContain("leave out");
});

it("says nothing of what is left out when nothing is", () => {
  expect(text({ truncated: false, dense: [] })).not.toMatch(/exact|Too frequent/);
});
