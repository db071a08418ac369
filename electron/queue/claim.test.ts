import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { CompiledQuery, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jobPriorities } from "../../shared/words.ts";
import { randomIds } from "../base/ids.ts";
import { openStore, type Store } from "../store/store.ts";
import { bareDefinition, insertBareEvent } from "../testing/bare-event.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { precedence } from "./ageing.ts";
import { claimJobs, claimOne, nextAvailableAt } from "./claim.ts";
import { enqueueJob } from "./enqueue.ts";
import { settleJob } from "./settle.ts";

const minuteMs = 60_000;
let folder: string;
let store: Store;
let eventId: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-claim-"));
  store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(0), programVersion: "1.2.3" });
  await sql`PRAGMA synchronous = OFF`.execute(store.write);
  eventId = await insertBareEvent(store.write, "one");
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function queue(priority: number, now: number, availableAt = now): Promise<string> {
  const event = { id: eventId, name: "one", version: 1 };
  return enqueueJob(store.write, randomIds, {
    event,
    definition: bareDefinition,
    priority,
    source: "manual",
    now,
    availableAt,
  });
}

test("the claim takes what the pure rule puts first, and nothing whose time has not come", async () => {
  const now = 100 * minuteMs;
  const waiting = fc.record({
    priority: fc.nat({ max: 3 }),
    availableAt: fc.nat({ max: 130 }).map((n) => n * minuteMs),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(waiting, { maxLength: 25 }), fc.nat({ max: 30 }), async (jobs, limit) => {
      await store.write.deleteFrom("jobs").execute();
      for (const job of jobs) await queue(job.priority, 0, job.availableAt);
      const ready = jobs.filter((job) => job.availableAt <= now).map(precedence);
      const claimed = await claimJobs(store.write, "owner", now, limit);
      const taken = claimed.map((job) => precedence({ availableAt: job.available_at, priority: job.priority }));
      expect(taken).toEqual(ready.sort((left, right) => left - right).slice(0, limit));
      const later = jobs.map((job) => job.availableAt).filter((at) => at > now);
      expect(await nextAvailableAt(store.write, now)).toBe(later.length === 0 ? undefined : Math.min(...later));
    }),
    { seed: 7, numRuns: 60 },
  );
});

test("of two that became due together the more urgent starts first; ten minutes of waiting are worth a step", async () => {
  const low = await queue(0, 0);
  const normal = await queue(1, 9 * minuteMs);
  const high = await queue(2, 20 * minuteMs + 1);
  const claimed = await claimJobs(store.write, "owner", 21 * minuteMs, 3);
  expect(claimed.map((job) => job.id)).toEqual([normal, low, high]);
});

test("an unending stream of the most urgent jobs, thicker than can be worked off, starves nothing", async () => {
  const low = await queue(0, 0);
  const order: string[] = [];
  for (let minute = 0; minute <= 70 && !order.includes(low); minute++) {
    const now = minute * minuteMs;
    await queue(3, now);
    await queue(3, now);
    for (const job of await claimJobs(store.write, "owner", now, 1)) {
      order.push(job.id);
      const settlement = { status: "completed", exitCode: 0, failure: undefined, retry: false } as const;
      await settleJob(store.write, { job, owner: "owner", settlement, retryAt: 0, now }, []);
    }
  }
  // Two a minute came in the half hour that they are worth; one a minute was worked off.
  expect(order.indexOf(low)).toBe(60);
});

test("a claim looks into the index of waiting jobs once for each priority, whatever the length of the queue", async () => {
  const { sql: text, parameters } = claimOne("owner", 0);
  const explain = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${text}`, [...parameters]);
  const { rows } = await store.write.executeQuery<{ readonly detail: string }>(explain);
  const looks = rows.map((row) => row.detail).filter((detail) => /waiting/.test(detail));
  expect(looks).toEqual(
    jobPriorities.map(() => "SEARCH waiting USING INDEX jobs_waiting (priority=? AND available_at<?)"),
  );
});
