import type { EventInput } from "../../../shared/event.ts";
import type { Standing } from "./operations.ts";
import { judge, type Shown, type Step, type Surface } from "./step.ts";
import type { ScriptEnd, ScriptRun, World } from "./world.ts";

/** Where scripts run, and whether they can be tried there. */
export interface Place {
  readonly name: string;
  readonly mode: Standing["place"];
  /** By which way a script reaches the program from there. */
  readonly way: Standing["way"];
  /** What scripts are told of the server they run on. */
  readonly server?: Standing["server"];
  run(world: World): Promise<EventInput["run"]>;
}

export interface CaseResult {
  readonly steps: number;
  /** What is wrong, in words; empty when all is as expected. */
  readonly faults: readonly string[];
  readonly end: ScriptEnd;
}

export function eventName(surface: Surface, place: Place, subject: string): string {
  return `${surface.name} in ${place.name}: ${subject}`;
}

/** Runs a script that makes these calls, and compares what it shows with what each is expected to. */
export async function runSteps(
  world: World,
  surface: Surface,
  place: Place,
  subject: string,
  steps: readonly Step[],
  given: Pick<ScriptRun, "input" | "environment"> = {},
): Promise<CaseResult> {
  const name = eventName(surface, place, subject);
  const script = surface.write(steps);
  const run = await place.run(world);
  const end = await world.end(await world.start({ name, type: surface.type, run, script, ...given }));
  return { steps: steps.length, faults: findFaults(steps, end), end };
}

export function findFaults(steps: readonly Step[], end: ScriptEnd): string[] {
  const shown = readShown(end.stdout);
  const faults = steps.flatMap((step, index) => {
    const fault = judge(step, shown.get(index));
    const given = JSON.stringify(step.given).slice(0, 80);
    return fault === undefined ? [] : [`${String(index)} ${step.operation}${given}: ${fault}`];
  });
  if (end.status !== "completed" || faults.length > 0) {
    const words = end.stderr.trim().split("\n").slice(-4).join(" / ").slice(0, 600);
    if (end.status !== "completed" || words !== "") faults.push(`the job is ${end.status.slice(0, 300)} ${words}`);
  }
  return faults;
}

/** The lines `#N JSON`, each by its number. */
function readShown(stdout: string): ReadonlyMap<number, Shown> {
  return new Map(
    stdout.split("\n").flatMap((line) => {
      const [, number, text] = /^#(\d+) (.*)$/.exec(line) ?? [];
      return number === undefined || text === undefined ? [] : [[Number(number), parse(text)] as const];
    }),
  );
}

function parse(text: string): Shown {
  try {
    return JSON.parse(text) as Shown;
  } catch {
    return { value: `no JSON: ${text.slice(0, 100)}` };
  }
}
