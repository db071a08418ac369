import { join } from "node:path";
import type { DelegationView } from "../../shared/delegation.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { completeRestore, prepareRestore } from "../store/restore.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { ledgerRows } from "./host-bench.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "./open-test-host.ts";
import { createScriptedExecutor, type ScriptedExecutor } from "./scripted-executor.ts";
import { createScriptedServerSide, type ScriptedServerSide } from "./scripted-server-side.ts";

const minute = 60_000;

/** A program with an event whose schedule may be left to the server “far”. */
export interface LentWorld {
  /** The program as it runs now. */
  host: TestHost;
  /** Of the program as it ran first. */
  readonly api: TestHost["api"];
  readonly clock: FakeClock;
  readonly side: ScriptedServerSide;
  readonly eventId: number;
  /** @param forMs milliseconds */
  lend(forMs: number): Promise<unknown>;
  latest(): Promise<DelegationView | undefined>;
}

/** @param everyMs how often the event is due, milliseconds */
export async function openLentWorld(
  everyMs = 10 * minute,
  executor: ScriptedExecutor = createScriptedExecutor(() => ({ kind: "exited", exitCode: 0 })),
  maxRuns: number | null = null,
): Promise<LentWorld> {
  const clock = createFakeClock(testStart);
  const side = createScriptedServerSide(clock);
  const host = await openTestHost({ clock, serverSide: side, executor });
  const { api } = host;
  const place = { name: "far", address: "127.0.0.1", username: "me" };
  const server = await api.servers.create({ ...place, authentication: { kind: "agent" } });
  const schedule = {
    kind: "interval",
    everyMs,
    anchorMs: testStart,
    overlap: "allow",
    missed: "all",
    maxRuns,
  } as ScheduleInput;
  const run = { on: "servers" as const, serverIds: [server.id], groups: [] };
  const { id: eventId } = await api.events.create(sampleEvent({ run, schedule }));
  const world: LentWorld = {
    host,
    api,
    clock,
    side,
    eventId,
    lend: (forMs) => api.delegations.create({ eventId, serverId: server.id, untilAt: clock.now() + forMs }),
    latest: async () => (await world.host.api.delegations.list({ eventId }))[0],
  };
  return world;
}

/** What was in the data at one moment takes the place of what it became: a backup that is restored. */
export async function backToThen(world: LentWorld, then: string): Promise<void> {
  const { clock, side, host } = world;
  await host.host.stop();
  const path = join(host.dataDirectory, "cronium.sqlite");
  prepareRestore(then, path);
  completeRestore(path, clock);
  const executor = createScriptedExecutor(() => ({ kind: "exited", exitCode: 0 }));
  world.host = await openTestHost({ clock, serverSide: side, executor, dataDirectory: host.dataDirectory });
}

/** The ledger, each instant by the minute of its due time since the start. */
export async function minutesOf({ host, eventId }: LentWorld): Promise<readonly string[]> {
  const rows = await ledgerRows(host, eventId);
  return rows.map(({ dueAt, decision, cause }) => `${String((dueAt - testStart) / minute)} ${decision} ${cause}`);
}
