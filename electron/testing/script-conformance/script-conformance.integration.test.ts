import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { scenarios } from "./scenarios.ts";
import { container, surfaces, thisComputer } from "./surfaces.ts";
import { openWorld, type World } from "./world.ts";

/** Telling ones; `npm run conformance` tries all. */
const chosen = scenarios.filter(({ name }) => ["operations", "tokens", "tools"].includes(name));
const places = [
  [thisComputer, chosen],
  [container, chosen.filter(({ name }) => name === "operations")],
] as const;

describe("a script", () => {
  let world: World;
  beforeAll(async () => {
    readBed();
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe.each(places)("in place %#", (place, tried) => {
    it.each(surfaces.map((surface) => [surface.name, surface] as const))("of %s", async (_name, surface) => {
      for (const scenario of tried) {
        const { compared, faults } = await scenario.run(world, surface, place);
        expect(faults, `${scenario.name} in ${place.name}`).toEqual([]);
        expect(compared).toBeGreaterThan(3);
      }
    });
  });
});
