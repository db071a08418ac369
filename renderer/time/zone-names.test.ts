import { expect, test } from "vitest";
import { currentZoneName, zoneMatches } from "./zone-names.ts";

test("every zone the platform lists by a former name is the same zone by its current one", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const current = currentZoneName(zone);
    const canonical = (name: string): string =>
      new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    expect(canonical(current)).toBe(canonical(zone));
  }
});

test("a zone is found by parts of its name, former or current, in any case", () => {
  expect(zoneMatches("America/New_York", "new york")).toBe(true);
  expect(zoneMatches("America/New_York", "york amer")).toBe(true);
  expect(zoneMatches("Asia/Kolkata", "Calcutta")).toBe(true);
  expect(zoneMatches("Asia/Kolkata", "kolkata")).toBe(true);
  expect(zoneMatches("Asia/Kolkata", "")).toBe(true);
  expect(zoneMatches("Europe/Berlin", "paris")).toBe(false);
});
