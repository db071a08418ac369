import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../store/store.ts";
import { chooseScenario, type ScenarioSize } from "./choose-scenario.ts";
import type { ScenarioReport } from "./campaign.ts";
import { runScenario, type Workplace } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { createSimulatedClock } from "./simulated-clock.ts";
import type { Watching } from "./world.ts";

/** Where files live in memory, if the system has such a place: the program waits for every commit to be on disk. */
const inMemory = "/dev/shm";

/** A folder for the files of scenarios, with a database to begin from. */
export async function openWorkplace(): Promise<Workplace & { readonly close: () => void }> {
  const directory = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "cronium-simulation-"));
  const template = join(directory, "template.sqlite");
  await openStore({ path: template, clock: createSimulatedClock(0), programVersion: "simulated" }).close();
  return {
    directory,
    template,
    close() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Plays the scenario of a seed and tells how it went. */
export async function playSeed(
  seed: number,
  size: ScenarioSize,
  workplace: Workplace,
  watching?: Watching,
): Promise<ScenarioReport> {
  return play(chooseScenario(seed, size), workplace, watching);
}

/** Plays a scenario and tells how it went. */
export async function play(scenario: Scenario, workplace: Workplace, watching?: Watching): Promise<ScenarioReport> {
  const { counts, pauses, trace, hours, failure } = await runScenario(scenario, workplace, watching);
  const { causes, ...numbers } = counts;
  const { seed, pace } = scenario;
  return { ...numbers, seed, pace, hours, pauses, causes: Object.fromEntries(causes), trace, failure };
}
