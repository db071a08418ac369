import { expect, test } from "vitest";
import { dueByBruteForce, watchClock } from "./brute-force-due.ts";
import { runDueDifferential } from "./due-differential.ts";

test("the engine and the brute-force oracle agree around the clock changes of the world", () => {
  const { cases, instants, differences } = runDueDifferential(2_000, 20_270_328);
  expect(differences).toEqual([]);
  expect(cases).toBeGreaterThan(1_900);
  expect(instants).toBeGreaterThan(cases);
}, 60_000);

test("the oracle itself sees gaps and repeats", () => {
  const at = (text: string): number => Date.parse(text);
  const spring = watchClock("Europe/Berlin", at("2027-03-28T00:00Z") / 1000, at("2027-03-28T03:00Z") / 1000, 60);
  const autumn = watchClock("Europe/Berlin", at("2027-10-31T00:00Z") / 1000, at("2027-10-31T03:00Z") / 1000, 60);
  const springDue = (cron: string) => dueByBruteForce(cron, spring, at("2027-03-28T00:00Z"), at("2027-03-28T02:00Z"));
  const autumnDue = (cron: string) => dueByBruteForce(cron, autumn, at("2027-10-31T00:00Z"), at("2027-10-31T02:00Z"));
  expect(springDue("30 2 * * *")).toEqual([at("2027-03-28T01:00Z")]);
  expect(springDue("30 * * * *")).toEqual([at("2027-03-28T00:30Z"), at("2027-03-28T01:30Z")]);
  expect(autumnDue("30 2 * * *")).toEqual([at("2027-10-31T00:30Z")]);
  expect(autumnDue("30 * * * *")).toEqual([at("2027-10-31T00:30Z"), at("2027-10-31T01:30Z")]);
});
