import { CompiledQuery } from "kysely";
import { expect, test } from "vitest";
import type { JobRow } from "../store/tables.ts";
import { useQueueBench } from "../testing/queue-bench.ts";
import { claimJobs } from "./claim.ts";
import { keepRoomAfterMs, lookFor } from "./claim-within-limits.ts";

const secondMs = 1_000;
const bench = useQueueBench();
const ids = (jobs: readonly JobRow[]): string[] => jobs.map((job) => job.id);
const claim = async (now: number, limit = 100): Promise<string[]> =>
  ids(await claimJobs(bench().store.write, "owner", now, limit));

test("of an event only as many are claimed as may run at once; jobs of others overtake them", async () => {
  const limited = await bench().addEvent("limited", 2);
  const free = await bench().addEvent("free", null);
  const own: string[] = [];
  for (let number = 0; number < 4; number++) own.push(await bench().queue({ eventId: limited, now: number }));
  const other = await bench().queue({ eventId: free, now: 10 });
  const first = await claimJobs(bench().store.write, "owner", 20, 100);
  expect(ids(first)).toEqual([own[0], own[1], other]);
  expect(await claim(21)).toEqual([]);
  await bench().begin(first[0]!, "owner", 22);
  await bench().endJob(first[0]!, "owner", 23);
  expect(await claim(24)).toEqual([own[2]]);
});

test("a job on several servers starts when all of them have room; one that is claimed counts on each", async () => {
  const event = await bench().addEvent("wide", null);
  const web = await bench().addServer("web-1", [], 1);
  const data = await bench().addServer("data-1", [], 1);
  const narrow = await bench().queue({ eventId: event, now: 1, serverIds: [web] });
  const wide = await bench().queue({ eventId: event, now: 2, serverIds: [web, data] });
  const behind = await bench().queue({ eventId: event, now: 3, serverIds: [data] });
  const [running, overtaking] = await claimJobs(bench().store.write, "owner", 10, 100);
  expect([running?.id, overtaking?.id]).toEqual([narrow, behind]);
  for (const job of [running!, overtaking!]) {
    expect(await claim(11)).toEqual([]);
    for (const id of await bench().begin(job, "owner", 12)) await bench().endExecution(id, "owner", 13);
  }
  // Both still are under way, with nothing left to do on the servers.
  expect(await claim(14)).toEqual([wide]);
});

test("what a job needs that has waited long is kept for it, so that no stream of small ones keeps it from starting", async () => {
  const event = await bench().addEvent("stream", null);
  const web = await bench().addServer("web-1", [], 1);
  const data = await bench().addServer("data-1", [], 1);
  const held: JobRow[] = [];
  let wide: string | undefined;
  let startedAt: number | undefined;
  // Every second brings one for each server and ends the older of them, so that never both are free at once.
  for (let now = secondMs; startedAt === undefined && now < 10 * keepRoomAfterMs; now += secondMs) {
    if (now === 3 * secondMs) wide = await bench().queue({ eventId: event, now, serverIds: [web, data] });
    await bench().queue({ eventId: event, now: now + 1, serverIds: [web] });
    await bench().queue({ eventId: event, now: now + 2, serverIds: [data] });
    const oldest = held.shift();
    if (oldest !== undefined) {
      await bench().endExecution(`${oldest.id}_${(JSON.parse(oldest.targets) as string[])[0] ?? ""}`, "owner", now);
      await bench().endJob(oldest, "owner", now);
    }
    for (const job of await claimJobs(bench().store.write, "owner", now + 3, 10)) {
      if (job.id === wide) startedAt = now;
      await bench().begin(job, "owner", now);
      const row = await bench()
        .store.write.selectFrom("jobs")
        .selectAll()
        .where("id", "=", job.id)
        .executeTakeFirstOrThrow();
      held.push(row);
    }
  }
  expect(startedAt).toBeGreaterThan(keepRoomAfterMs);
  expect(startedAt).toBeLessThan(2 * keepRoomAfterMs);
});

test("a job on more servers of a group than may run at once takes up the whole group, and no more", async () => {
  const event = await bench().addEvent("wide", null);
  for (const name of ["web-1", "web-2", "web-3"]) await bench().addServer(name, ["Web"], null);
  const apart = await bench().addServer("data-1", [], null);
  await bench().limitGroup("web", 2);
  const all = await bench().queue({ eventId: event, now: 1, serverIds: [], groups: ["Web"] });
  const one = await bench().queue({ eventId: event, now: 2, serverIds: [1] });
  const other = await bench().queue({ eventId: event, now: 3, serverIds: [apart] });
  const [job] = await claimJobs(bench().store.write, "owner", 10, 1);
  expect(job?.id).toBe(all);
  expect(await claim(11)).toEqual([other]);
  const executions = await bench().begin(job!, "owner", 12);
  await bench().endExecution(executions[0] ?? "", "owner", 13);
  expect(await claim(14)).toEqual([]);
  await bench().endExecution(executions[1] ?? "", "owner", 15);
  expect(await claim(16)).toEqual([one]);
});

test("jobs that may not start are passed over in the index of those waiting, which has all that matters", async () => {
  const query = lookFor(0, "open", {
    events: new Set([1]),
    alone: new Set(),
    servers: new Set(["{}"]),
    held: new Map([["{}", 5]]),
    locked: new Set(),
  });
  const explain = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters]);
  const { rows } = await bench().store.write.executeQuery<{ readonly detail: string }>(explain);
  const looks = rows.map((row) => row.detail).filter((detail) => detail.includes("waiting"));
  expect(looks).toEqual(
    Array(4).fill("SEARCH waiting USING COVERING INDEX jobs_waiting (priority=? AND available_at<?)"),
  );
});
