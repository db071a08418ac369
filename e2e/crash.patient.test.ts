import { afterAll, expect, test } from "vitest";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { until } from "./fixtures/until.ts";

const crashes = 30;
const events = 20;
const everyMs = 1_000;

let daemon: RunningDaemon;
afterAll(() => daemon.remove());

/** A generator of its own, so that a failing run can be repeated: mulberry32 (Tommy Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test(
  "killed thirty times while twenty events fire every second: every instant has one row, nothing is left hanging",
  { timeout: 600_000 },
  async () => {
    const seed = Number(process.env["CRONIUM_CRASH_SEED"] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    daemon = await startDaemon();
    const { dataDirectory } = daemon;
    const anchorMs = Math.ceil(Date.now() / 1_000) * 1_000;
    const ids: number[] = [];
    for (let index = 0; index < events; index++) {
      const { id } = await daemon.api.events.create.mutate({
        name: `event ${String(index)}`,
        type: "BASH",
        status: "ACTIVE",
        run: { on: "this-computer" },
        schedule: { kind: "interval", everyMs, anchorMs },
        script: "echo run",
      });
      ids.push(id);
    }
    const began = await ledgerSpan(daemon, ids);

    for (let crash = 0; crash < crashes; crash++) {
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900));
      await daemon.kill();
      daemon = await startDaemon({ dataDirectory });
    }

    for (const id of ids) await daemon.api.events.setStatus.mutate({ id, status: "PAUSED" });
    await until("everything has ended", 120_000, async () => {
      const counts = await daemon.api.jobs.counts.query({});
      return counts.queued + counts.claimed + counts.running === 0;
    });

    for (const id of ids) {
      const rows = await daemon.api.occurrences.list.query({ eventId: id, limit: 10_000 });
      const due = rows.map((row) => row.dueAt).reverse();
      const first = due[0] ?? 0;
      const context = `event ${String(id)}, seed ${String(seed)}`;
      expect(first, context).toBeLessThanOrEqual(began + everyMs);
      expect(due, context).toEqual(Array.from({ length: due.length }, (_, index) => first + index * everyMs));
      expect(due.length, context).toBeGreaterThan(crashes / 2);
      expect(rows.filter((row) => row.decision === "run").length, context).toBeGreaterThan(0);
      for (const row of rows) {
        if (row.decision === "run" || row.decision === "catch_up") expect(row.jobId, context).toBeDefined();
      }
      const jobs = rows.flatMap((row) => (row.jobId === undefined ? [] : [row.jobId]));
      expect(new Set(jobs).size, context).toBe(jobs.length);
    }
    const { jobs: undecided } = await daemon.api.jobs.list.query({ statuses: ["needs_attention"] });
    for (const job of undecided) expect(job.failure?.reason, job.id).toBe("lost");
    expect(await daemon.api.database.validate.query()).toMatchObject({ valid: true });
  },
);

/** The moment by which every event's schedule had begun, epoch milliseconds. */
async function ledgerSpan(running: RunningDaemon, ids: readonly number[]): Promise<number> {
  await until("every event has run once", 30_000, async () => {
    const firsts = await Promise.all(ids.map((eventId) => running.api.occurrences.list.query({ eventId, limit: 1 })));
    return firsts.every((rows) => rows.length > 0);
  });
  return Date.now();
}
