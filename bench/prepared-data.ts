import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../electron/base/clock.ts";
import { randomIds } from "../electron/base/ids.ts";
import { writeNewEvent } from "../electron/definitions/write-event.ts";
import { createScheduleCache } from "../electron/schedule/stored-schedule.ts";
import { openStore } from "../electron/store/store.ts";
import { eventInput, type EventInput } from "../shared/event.ts";

/** A data directory that holds these events before any program has started on it, written in one commit. */
export interface PreparedData {
  readonly directory: string;
  readonly database: string;
  remove(): Promise<void>;
}

export async function prepareData(events: readonly EventInput[]): Promise<PreparedData> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const database = join(directory, "cronium.sqlite");
  const store = openStore({ path: database, clock: systemClock, programVersion: "bench" });
  const parts = { ids: randomIds, compile: createScheduleCache() };
  const environment = { rows: [], unused: [] };
  await store.write.transaction().execute(async (transaction) => {
    const now = systemClock.now();
    for (const event of events) await writeNewEvent(transaction, parts, eventInput.parse(event), environment, now);
  });
  await store.close();
  return { directory, database, remove: () => rm(directory, { recursive: true, force: true }) };
}
