import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { briefly, refusals, tools } from "./scenarios.ts";
import { container, refusing, surfaces, thisComputer, tunnelled } from "./surfaces.ts";
import { openWorld, type World } from "./world.ts";

/** Telling ones; `npm run conformance` tries all. */
const tried = [
  [thisComputer, [briefly, tools, refusals], surfaces],
  [container, [briefly], surfaces],
  [tunnelled, [briefly], surfaces.filter(({ name }) => name === "python")],
  [refusing, [briefly], surfaces.filter(({ name }) => ["python", "node injected", "bash"].includes(name))],
] as const;

describe("scripts of every language", () => {
  let world: World;
  beforeAll(async () => {
    readBed();
    world = await openWorld();
  });
  afterAll(() => world.close());

  it.each(tried)("see the same in $name", async (place, chosen, seen) => {
    const results = await Promise.all(
      seen.map(async (surface) => {
        const faults: Record<string, readonly string[]> = {};
        for (const scenario of chosen) faults[scenario.name] = (await scenario.run(world, surface, place)).faults;
        return [surface.name, faults] as const;
      }),
    );
    const none = Object.fromEntries(chosen.map(({ name }) => [name, []]));
    expect(Object.fromEntries(results)).toEqual(Object.fromEntries(seen.map(({ name }) => [name, none])));
  });
});
