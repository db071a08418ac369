import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createChangeFeed } from "../base/change-feed.ts";
import { randomIds } from "../base/ids.ts";
import { silentLogger } from "../base/logger.ts";
import { openStore, type Store } from "../store/store.ts";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { createAbsenceWatch } from "./ledger-absence.ts";
import { createCalendarBook } from "./stored-calendars.ts";
import { createScheduleCache } from "./stored-schedule.ts";
import { createTicker, type Ticker, type TickerOptions, type TickState } from "./tick.ts";

const start = Date.UTC(2026, 2, 2, 12);
const second = 1_000;
const day = 86_400_000;

let folder: string;
let store: Store;
let clock: FakeClock;
let ticker: Ticker;
let beats: TickState[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-tick-"));
  clock = createFakeClock(start);
  store = openStore({ path: join(folder, "a.sqlite"), clock, programVersion: "1.2.3" });
  beats = [];
  ticker = open();
});
afterEach(async () => {
  await ticker.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

function open(changes: Partial<TickerOptions> = {}): Ticker {
  return createTicker({
    store,
    clock,
    logger: silentLogger,
    changes: createChangeFeed(),
    ids: randomIds,
    compile: createScheduleCache(),
    calendars: createCalendarBook(),
    absences: createAbsenceWatch(undefined),
    queued: () => undefined,
    replaced: () => undefined,
    beat: (state) => beats.push(state),
    ...changes,
  });
}

/** Active events whose schedules are due together. */
async function schedule(count: number, everyMs: number, missed = "none"): Promise<void> {
  await store.write.transaction().execute(async (transaction) => {
    for (let id = 1; id <= count; id++) {
      await transaction
        .insertInto("events")
        .values({
          id,
          name: `event ${String(id)}`,
          description: "",
          type: "BASH",
          status: "ACTIVE",
          tags: "[]",
          run_on: "this-computer",
          groups: "[]",
          container_image: null,
          container_network: null,
          script: "true",
          timeout_ms: 1_000,
          retry_max: 0,
          retry_delay_ms: 0,
          retry_factor: 2,
          on_unknown: "retry",
          priority: 1,
          created_at: start,
          updated_at: start,
          pause_reason: null,
        })
        .execute();
      await transaction
        .insertInto("schedules")
        .values({
          event_id: id,
          kind: "interval",
          cron: null,
          every_ms: everyMs,
          anchor_at: start,
          once_at: null,
          timezone: "UTC",
          start_at: null,
          end_at: null,
          missed: missed as "none",
          missed_window_ms: day,
          missed_cap: 10,
          overlap: "allow",
          jitter_ms: 0,
          max_runs: null,
          reset_runs_on_activation: 0,
          pause_after_failures: null,
          active: 1,
          cursor_at: start,
          next_due_at: start + everyMs,
          opened_at: start,
          closed_at: null,
          closed_because: null,
        })
        .execute();
    }
  });
}

interface Tally {
  readonly instants: number;
  readonly distinct: number;
  readonly jobs: number;
}

async function tally(): Promise<Tally> {
  const rows = await store.read.selectFrom("occurrences").select(["event_id", "due_at", "job_id"]).execute();
  const distinct = new Set(rows.map((row) => `${String(row.event_id)} ${String(row.due_at)}`));
  return { instants: rows.length, distinct: distinct.size, jobs: rows.filter((row) => row.job_id !== null).length };
}

test("more schedules due in one second than fit into one commit are all accounted for, none twice", async () => {
  await schedule(1_200, second);
  await ticker.start();
  await clock.advance(2 * second);
  expect(await tally()).toEqual({ instants: 2_400, distinct: 2_400, jobs: 2_400 });
  const { count } = await store.read
    .selectFrom("jobs")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("occurrence_id", "is not", null)
    .executeTakeFirstOrThrow();
  expect(count).toBe(2_400);
});

test("a schedule with a long backlog does not hold up the others", async () => {
  await schedule(2, second);
  await store.write
    .updateTable("schedules")
    .set({ every_ms: 3_600 * second })
    .where("id", "=", 2)
    .execute();
  await store.write
    .updateTable("schedules")
    .set({ next_due_at: start + 3_600 * second })
    .where("id", "=", 2)
    .execute();
  clock.step(3_600 * second);
  let first: number | undefined;
  const looking = open({
    queued: () => {
      first ??= clock.now();
    },
  });
  await looking.start();
  await looking.stop();
  expect(await tally()).toMatchObject({ instants: 3_601, distinct: 3_601 });
  const early = await store.read.selectFrom("occurrences").select("id").where("event_id", "=", 2).executeTakeFirst();
  expect(early?.id).toBeLessThan(3_000);
});

test("an instant further away than a timer can hold is met on the day", async () => {
  await schedule(1, 40 * day);
  await ticker.start();
  expect(beats.at(-1)).toMatchObject({ lastTickAt: start, nextDueAt: start + 40 * day });
  // The clock runs on while the program sleeps in short naps; it is not woken for forty days.
  clock.step(40 * day - 20 * second);
  await clock.advance(20 * second);
  expect(await tally()).toMatchObject({ instants: 1, jobs: 1 });
});

test("while ticks fail the state says since when, and nothing of the time is lost", async () => {
  await schedule(1, 10 * second, "all");
  await ticker.start();
  await store.write.schema.alterTable("occurrences").renameTo("hidden").execute();
  await clock.advance(25 * second);
  expect(ticker.state.problem).toMatchObject({ since: start + 10 * second });
  expect(ticker.state.problem?.message).toMatch(/occurrences/);
  const { length } = beats;
  await clock.advance(5 * second);
  expect(beats).toHaveLength(length);
  await store.write.schema.alterTable("hidden").renameTo("occurrences").execute();
  await clock.advance(second);
  expect(ticker.state.problem).toBeUndefined();
  expect(beats.length).toBeGreaterThan(length);
  expect(await tally()).toMatchObject({ instants: 3, distinct: 3 });
});

test("a wake that comes while a tick is at work is not lost", async () => {
  await ticker.start();
  await schedule(1, 3_600 * second);
  const looking = ticker.wake();
  // Waits for the writer behind the first look, and comes before a second one.
  const due = store.write
    .updateTable("schedules")
    .set({ cursor_at: start - 3_600 * second, next_due_at: start })
    .execute();
  void ticker.wake();
  await Promise.all([looking, due]);
  expect(await tally()).toMatchObject({ instants: 1 });
});

test("its lag is how late it was against the oldest instant, and nothing when all was in time", async () => {
  await schedule(2, 30 * second);
  await ticker.start();
  expect(ticker.state.lagMs).toBe(0);
  clock.step(37 * second);
  await ticker.wake();
  expect(ticker.state.lagMs).toBe(7 * second);
  expect(beats.at(-1)).toMatchObject({ lagMs: 7 * second });
  await clock.advance(3 * second);
  await ticker.wake();
  expect(ticker.state.lagMs).toBe(0);
});

test("after an absence only what came late since counts as lag", async () => {
  await schedule(1, second);
  await ticker.start();
  clock.step(5_000 * second);
  await ticker.wake();
  expect(ticker.state.lagMs).toBe(0);
});

test("while ticks fail the program is there: what comes late then belongs to no absence", async () => {
  await schedule(1, 30 * second);
  await ticker.start();
  await store.write.schema.alterTable("occurrences").renameTo("hidden").execute();
  await clock.advance(200 * second);
  expect(ticker.state.problem).toBeDefined();
  await store.write.schema.alterTable("hidden").renameTo("occurrences").execute();
  await clock.advance(second);
  expect(await tally()).toMatchObject({ instants: 6 });
  expect(await store.read.selectFrom("absences").selectAll().execute()).toEqual([]);
});

test("an absence that could not be written down at first is told once ticks work again", async () => {
  await schedule(1, 30 * second);
  await ticker.start();
  await store.write.schema.alterTable("occurrences").renameTo("hidden").execute();
  clock.step(600 * second);
  await clock.advance(45 * second);
  expect(ticker.state.problem).toBeDefined();
  await store.write.schema.alterTable("hidden").renameTo("occurrences").execute();
  await clock.advance(second);
  const absences = await store.read.selectFrom("absences").selectAll().execute();
  expect(absences).toMatchObject([{ from_at: start, until_at: start + 615 * second, cause: "asleep" }]);
  const rows = await store.read.selectFrom("occurrences").select(["due_at", "absence_id"]).execute();
  const under = rows.filter(({ absence_id: id }) => id !== null).map(({ due_at: dueAt }) => (dueAt - start) / second);
  expect(Math.max(...under)).toBe(600);
});

test("a long backlog lets others have their turn, and shows signs of life on the way", async () => {
  await schedule(1, second);
  clock.step(20_000 * second);
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  count();
  await ticker.start();
  counting = false;
  expect(turns).toBeGreaterThan(4);
  expect(beats.length).toBeGreaterThan(4);
  expect(await tally()).toMatchObject({ instants: 20_000, distinct: 20_000 });
});

test("an idle scheduler beats all the same", async () => {
  await ticker.start();
  await clock.advance(60 * second);
  expect(beats.map(({ lastTickAt }) => (lastTickAt ?? 0) - start)).toEqual(
    [0, 15, 30, 45, 60].map((at) => at * second),
  );
});
