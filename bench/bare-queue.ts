import { systemClock } from "../electron/base/clock.ts";
import type { Connection } from "../electron/store/connection.ts";
import { leaseMs } from "../electron/queue/claim.ts";
import { definition, owner, type QueueUnderTest } from "./queue-under-test.ts";

/** A queue of nothing but prepared statements, on a database with the program's tables and one event. */
export function openBareQueue(connection: Connection): QueueUnderTest {
  const enqueue = connection.prepare(`
    INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive,
      definition, attempts_allowed, queued_at, available_at)
    VALUES (?, 1, 'bench', 'BASH', 1, 'manual', 'queued', 1, 0, ?, 1, ?, ?)`);
  const claim = connection.prepare(`
    UPDATE jobs SET status = 'claimed', lease_owner = ?, lease_until = ?, claimed_at = ?, attempt = attempt + 1
    WHERE id = (SELECT id FROM jobs WHERE status = 'queued' AND available_at <= ?
      ORDER BY priority DESC, available_at, queued_at LIMIT 1)
    RETURNING *`);
  const settle = connection.prepare(`
    UPDATE jobs SET status = 'completed', finished_at = ?, exit_code = 0, lease_owner = NULL, lease_until = NULL
    WHERE id = ? AND lease_owner = ? AND attempt = ? AND status = 'claimed'`);
  const text = JSON.stringify(definition);
  let enqueued = 0;

  const enqueueMany = connection.transaction((together: number) => {
    for (let index = 0; index < together; index++) {
      const now = systemClock.now();
      enqueue.run(`job_${String(enqueued++)}`, text, now, now);
    }
  });
  const claimMany = connection.transaction((together: number) => {
    const now = systemClock.now();
    const jobs: { id: string; attempt: number }[] = [];
    while (jobs.length < together)
      jobs.push(claim.get(owner, now + leaseMs, now, now) as { id: string; attempt: number });
    return jobs;
  });

  return {
    process(jobs, together) {
      for (let done = 0; done < jobs; done += together) {
        enqueueMany.immediate(together);
        for (const { id, attempt } of claimMany.immediate(together)) {
          settle.run(systemClock.now(), id, owner, attempt);
        }
      }
    },
  };
}
