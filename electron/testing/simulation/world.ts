import { copyFileSync, existsSync } from "node:fs";
import { createHash, type Hash } from "node:crypto";
import { join } from "node:path";
import type { AbsenceCause } from "../../../shared/words.ts";
import type { Ids } from "../../base/ids.ts";
import { insertServer } from "../../store/servers.ts";
import { decideByTheRules } from "./model-decide.ts";
import { createFaults, type Faults } from "./faults.ts";
import type { Model } from "./model-state.ts";
import type { ReadPosition } from "./observe.ts";
import { openProgram, type Program } from "./program.ts";
import type { Scenario } from "./scenario.ts";
import { createSimulatedClock, type SimulatedClock } from "./simulated-clock.ts";

/** The program, the model of what it should do, and the time both live in. */
export interface World {
  readonly scenario: Scenario;
  readonly directory: string;
  readonly clock: SimulatedClock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly model: Model;
  readonly position: ReadPosition;
  readonly trace: Hash;
  /** Hears everything that goes into the trace, in lines. */
  readonly tell: ((line: string) => void) | undefined;
  readonly counts: WorldCounts;
  program: Program;
  path: string;
  /** Where the files of a process that died in the middle of a write were left, and how long it stays dead. */
  grave: { readonly path: string; readonly downMs: number } | undefined;
  /** Jobs whose processes are to be ended. */
  readonly stopping: Set<string>;
  /** What the ledger should say next of ended jobs: occurrence, job, status. */
  readonly outcomes: string[];
  /** Something kept the program from acting in time since its last tick. */
  disturbed: boolean;
  looking: Looking;
}

/** A time in which the program could not act, and which it has yet to tell of. Epoch milliseconds. */
export interface Away {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly cause: AbsenceCause;
}

/** What the program knows of its own looks at what is due. */
export interface Looking {
  /** Its last look, or the last sign of life of an earlier process; undefined when there was none. */
  readonly at: number | undefined;
  readonly isOwn: boolean;
  /** False after a write that was broken off, or something accounted for besides ticks: what it knows is its own. */
  readonly isClear: boolean;
  readonly untold: Away | undefined;
}

export interface WorldCounts {
  /** Comparisons of the program with the model. */
  checks: number;
  due: number;
  ticks: number;
  crashes: number;
  brokenWrites: number;
  jobs: number;
  happenings: number;
  refusals: number;
  absences: number;
  /** Rows of each decision and cause. */
  readonly causes: Map<string, number>;
}

/** What may be said of how a scenario is played. */
export interface Watching {
  /** Hears everything that goes into the trace, in lines. */
  readonly tell?: ((line: string) => void) | undefined;
  /** Other rules for the model, to see that a difference is noticed. */
  readonly decide?: Model["decide"];
}

/**
 * A new world with its servers, before anything has happened.
 * @param directory an empty folder for its files
 * @param template a database file in the program's shape, without content
 */
export async function openWorld(
  scenario: Scenario,
  directory: string,
  template: string,
  { tell, decide = decideByTheRules }: Watching,
): Promise<World> {
  const clock = createSimulatedClock(scenario.startMs);
  const faults = createFaults();
  const ids = createNumberedIds();
  const stopping = new Set<string>();
  const path = join(directory, "0.sqlite");
  copyFileSync(template, path);
  const program = openProgram({ path, clock, ids, faults, stopped: (id) => stopping.add(id) }, undefined);
  const servers: number[] = [];
  for (let index = 0; index < scenario.servers; index++) servers.push(await addServer(program, index, clock.now()));
  return {
    scenario,
    directory,
    clock,
    ids,
    faults,
    model: { events: new Map(), created: 0, pauses: 0, decide, calendars: new Map(), servers },
    position: { lastRow: 0, lastOutcome: 0, changes: -1 },
    trace: createHash("sha256"),
    tell,
    counts: {
      checks: 0,
      due: 0,
      ticks: 0,
      crashes: 0,
      brokenWrites: 0,
      jobs: 0,
      happenings: 0,
      refusals: 0,
      absences: 0,
      causes: new Map(),
    },
    program,
    path,
    grave: undefined,
    stopping,
    outcomes: [],
    disturbed: false,
    looking: { at: undefined, isOwn: false, isClear: true, untold: undefined },
  };
}

function addServer({ store }: Program, index: number, now: number): Promise<number> {
  return insertServer(store.write, {
    name: `server ${String(index)}`,
    address: "127.0.0.1",
    port: 22,
    username: "nobody",
    authentication_kind: "agent",
    credential_reference: null,
    groups: "[]",
    expected_fingerprint: null,
    created_at: now,
    updated_at: now,
  });
}

/** Writes what happened into the trace: two runs of the same scenario leave the same. */
export function note(world: World, ...facts: readonly (string | number | null)[]): void {
  world.trace.update(JSON.stringify([world.clock.passedMs, ...facts]));
  world.tell?.(`${String(world.clock.passedMs)} ${new Date(world.clock.now()).toISOString()} ${facts.join(" ")}`);
}

/** Copies the database as a process leaves it that is killed at this moment, even within a transaction. */
export function digGrave(world: World, downMs: number): void {
  const path = join(world.directory, `${String(world.counts.crashes + 1)}.sqlite`);
  copyFileSync(world.path, path);
  if (existsSync(`${world.path}-wal`)) copyFileSync(`${world.path}-wal`, `${path}-wal`);
  world.grave = { path, downMs };
}

/** Time in which no process of the program is alive, then another start. */
export async function restart(world: World, path: string, downMs: number): Promise<void> {
  const { clock, faults, ids, stopping, program } = world;
  const lastSeenAt = program.lastSeenAt();
  faults.disarm();
  await program.close();
  clock.forgetTimers();
  clock.sleep(downMs);
  stopping.clear();
  world.path = path;
  world.grave = undefined;
  world.disturbed = true;
  world.looking = { at: lastSeenAt, isOwn: false, isClear: true, untold: undefined };
  world.position.changes = -1;
  world.program = openProgram({ path, clock, ids, faults, stopped: (id) => stopping.add(id) }, lastSeenAt);
}

/** Ids that count up, and a spread of retries in the middle: the same run gives the same. */
function createNumberedIds(): Ids {
  let last = 0;
  const next = (): string => String(++last).padStart(12, "0");
  return {
    job: () => `job_${next()}`,
    execution: (jobId, _serverId, atMs) => `exec_${jobId}_${String(atMs)}`,
    token: () => `token-${next()}`,
    fraction: () => 0.5,
  };
}
