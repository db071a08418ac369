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

  interface Claimed {
    readonly id: string;
    readonly attempt: number;
  }
  function enqueueOne(): void {
    const now = systemClock.now();
    enqueue.run(`job_${String(enqueued++)}`, text, now, now);
  }
  function claimOne(): Claimed {
    const now = systemClock.now();
    return claim.get(owner, now + leaseMs, now, now) as Claimed;
  }
  function settleOne({ id, attempt }: Claimed): void {
    settle.run(systemClock.now(), id, owner, attempt);
  }
  function one(): void {
    enqueueOne();
    settleOne(claimOne());
  }
  function oneByOne(count: number): void {
    for (let index = 0; index < count; index++) one();
  }

  const enqueueMany = connection.transaction((count: number) => {
    for (let index = 0; index < count; index++) enqueueOne();
  });
  const claimMany = connection.transaction((count: number) => Array.from({ length: count }, claimOne));
  const settleMany = connection.transaction((claimed: readonly Claimed[]) => {
    claimed.forEach(settleOne);
  });

  return {
    name: "bare statements",
    one,
    stream: oneByOne,
    clients: oneByOne,
    batch(count) {
      enqueueMany.immediate(count);
      settleMany.immediate(claimMany.immediate(count));
    },
  };
}
