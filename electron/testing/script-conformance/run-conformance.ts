import { parseArgs } from "node:util";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { createDockerExecutor } from "../../executors/docker/docker-executor.ts";
import type { Place } from "./run-case.ts";
import { absence, pressing, scenarios, type Scenario, type ScenarioResult } from "./scenarios.ts";
import type { Surface } from "./step.ts";
import { container, refusing, surfaces, thisComputer, tunnelled } from "./surfaces.ts";
import { openWorld, type World } from "./world.ts";

/** Hosts with settings of their own, and what is tried on each. */
const hosts: readonly (readonly [settings: Parameters<typeof openWorld>[0], scenarios: readonly Scenario[]])[] = [
  [{}, scenarios],
  [{ rateLimitPerMinute: 60 }, [pressing]],
  [{ rateLimitPerMinute: 0 }, [absence]],
];

/** So many are told of each scenario and surface. */
const mostFaults = 5;

interface Wish {
  readonly surfaces: readonly Surface[];
  readonly scenario: string | undefined;
}

/** Results of a scenario, by surface. */
type Row = Map<string, ScenarioResult>;
/** Results of a place, by scenario. */
type Results = Map<string, Row>;

async function tryPlace(place: Place, wish: Wish): Promise<Results> {
  const results: Results = new Map();
  for (const [settings, all] of hosts) {
    const wanted = all.filter(
      ({ name, notBundled }) =>
        (wish.scenario === undefined || name === wish.scenario) &&
        (place.way === "connection" || notBundled === undefined),
    );
    if (wanted.length === 0) continue;
    const world = await openWorld(settings);
    try {
      for (const scenario of wanted) {
        const row: Row = new Map();
        results.set(scenario.name, row);
        for (const surface of wish.surfaces) row.set(surface.name, await tryOne(world, scenario, surface, place));
      }
    } finally {
      await world.close();
    }
  }
  return results;
}

async function tryOne(world: World, scenario: Scenario, surface: Surface, place: Place): Promise<ScenarioResult> {
  try {
    return await scenario.run(world, surface, place);
  } catch (error) {
    return { compared: 1, faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

/** A row for each scenario, a column for each surface: how many results were as expected, of how many. */
function print(place: Place, results: Results, wish: Wish): { readonly compared: number; readonly failed: number } {
  const names = wish.surfaces.map(({ name }) => name);
  console.log(`\n${place.name}`);
  console.log(`  ${"".padEnd(22)}${names.map((name) => name.padStart(15)).join("")}`);
  let compared = 0;
  let failed = 0;
  const faults: string[] = [];
  for (const [scenario, row] of results) {
    const cells = names.map((name) => {
      const result = row.get(name);
      if (result === undefined) return "";
      compared += result.compared;
      const wrong = Math.min(result.faults.length, result.compared);
      failed += wrong;
      const more = result.faults.length - mostFaults;
      faults.push(...result.faults.slice(0, mostFaults).map((fault) => `  ${scenario}, ${name}: ${fault}`));
      if (more > 0)
        faults.push(`  ${scenario}, ${name}: and ${String(more)} more, the last: ${result.faults.at(-1) ?? ""}`);
      return wrong === 0 ? String(result.compared) : `${String(result.compared - wrong)} of ${String(result.compared)}`;
    });
    console.log(`  ${scenario.padEnd(22)}${cells.map((cell) => cell.padStart(15)).join("")}`);
  }
  for (const { name, notBundled } of hosts.flatMap(([, all]) => all)) {
    if (place.way === "bundled" && notBundled !== undefined) console.log(`  ${name}: not applicable, ${notBundled}`);
  }
  for (const fault of faults) console.log(fault);
  return { compared, failed };
}

/** Why scripts cannot be tried in containers here, or undefined. */
async function withoutContainers(): Promise<string | undefined> {
  const docker = createDockerExecutor({ clock: systemClock, logger: silentLogger, owner: "conformance" });
  try {
    const { available, detail } = await docker.check();
    return available ? undefined : detail;
  } finally {
    await docker.close();
  }
}

/** Why scripts cannot be tried on servers here, or undefined. */
function withoutServers(): string | undefined {
  try {
    readBed();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { place: { type: "string" }, surface: { type: "string" }, scenario: { type: "string" } },
  });
  const wanted = surfaces.filter(({ name }) => values.surface === undefined || name === values.surface);
  const wish = { surfaces: wanted, scenario: values.scenario };
  const began = systemClock.elapsed();
  const total = { compared: 0, failed: 0 };
  for (const place of [thisComputer, container, tunnelled, refusing]) {
    if (values.place !== undefined && values.place !== place.name) continue;
    const lacking =
      place === container ? await withoutContainers() : place.mode === "ssh" ? withoutServers() : undefined;
    if (lacking !== undefined) {
      console.log(`\n${place.name}: skipped, ${lacking}`);
      continue;
    }
    const { compared, failed } = print(place, await tryPlace(place, wish), wish);
    total.compared += compared;
    total.failed += failed;
  }
  const seconds = String(Math.round((systemClock.elapsed() - began) / 1000));
  const good = total.compared - total.failed;
  console.log(`\n${String(good)} of ${String(total.compared)} results as expected, ${seconds} s`);
  process.exitCode = total.failed === 0 && total.compared > 0 ? 0 : 1;
}

await main();
