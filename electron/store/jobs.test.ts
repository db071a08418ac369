import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { countUnfinishedByEvent } from "./jobs.ts";
import { openStore } from "./store.ts";

test("of the unfinished jobs of an event, those that wait are told from those that have left the queue", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-jobs-"));
  const store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(1), programVersion: "1.0.0" });
  const run = (statement: string): Promise<unknown> => sql.raw(statement).execute(store.write);
  const write = (id: string, eventId: number): Promise<unknown> =>
    run(`INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive,
      definition, attempts_allowed, queued_at, available_at) VALUES ('${id}', ${String(eventId)}, 'a', 'BASH', 1,
      'manual', 'queued', 1, 0, '{}', 1, 1, 0)`);
  try {
    await run("PRAGMA foreign_keys = OFF");
    for (const id of ["waits", "claimed", "runs", "ended"]) await write(id, 1);
    await write("alone", 2);
    await run(`UPDATE jobs SET status = 'claimed', attempt = 1, lease_owner = 'a', lease_until = 9
      WHERE id IN ('claimed', 'runs', 'ended')`);
    await run("UPDATE jobs SET status = 'running' WHERE id = 'runs'");
    await run(`UPDATE jobs SET status = 'completed', finished_at = 5, lease_owner = NULL, lease_until = NULL
      WHERE id = 'ended'`);
    expect(await countUnfinishedByEvent(store.read)).toEqual(
      new Map([
        [1, { unfinished: 3, running: 2 }],
        [2, { unfinished: 1, running: 0 }],
      ]),
    );
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
