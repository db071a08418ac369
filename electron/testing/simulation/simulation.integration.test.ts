import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { occurrenceCauses, type OccurrenceCause } from "../../../shared/words.ts";
import { simulate } from "./simulate.ts";

test("over 25,000 scenario-hours no due instant is unaccounted, duplicated, or decided against the rules", async () => {
  const { sums, causes, failures } = await simulate(
    { seed: 20_261_121, hours: 25_000, events: 6 },
    availableParallelism(),
  );
  expect(failures).toEqual([]);
  expect(sums.hours).toBeGreaterThanOrEqual(25_000);
  const seen = new Set(Object.keys(causes).map((cause) => cause.split("/")[1]));
  // The simulated program has no servers to leave schedules to.
  const onServers: readonly OccurrenceCause[] = ["on_server", "missed_on_server", "server_silent"];
  expect(seen).toEqual(new Set(occurrenceCauses.filter((cause) => !onServers.includes(cause))));
  for (const count of [sums.crashes, sums.brokenWrites, sums.absences, sums.pauses, sums.refusals]) {
    expect(count).toBeGreaterThan(5);
  }
}, 600_000);
