import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { advanceSchedules, closeSchedule, dueSchedules, insertSchedule, nextDueSchedule } from "./schedules.ts";
import { openStore, type Store } from "./store.ts";
import type { NewScheduleRow } from "./tables.ts";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-schedules-"));
  store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(0), programVersion: "1.2.3" });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const row: NewScheduleRow = {
  event_id: 1,
  kind: "interval",
  cron: null,
  every_ms: 1_000,
  anchor_at: 0,
  once_at: null,
  timezone: "UTC",
  start_at: null,
  end_at: null,
  missed: "none",
  missed_window_ms: 0,
  missed_cap: 1,
  overlap: "allow",
  jitter_ms: 0,
  max_runs: null,
  reset_runs_on_activation: 0,
  pause_after_failures: null,
  active: 1,
  cursor_at: 0,
  next_due_at: 1_000,
  opened_at: 0,
  closed_at: null,
  closed_because: null,
};

test("a version that is closed does not move on", async () => {
  const id = await insertSchedule(store.write, row);
  await closeSchedule(store.write, id, "edited", 500, 500);
  await advanceSchedules(store.write, [{ id, cursorAt: 9_000, nextDueAt: 10_000 }]);
  const stored = await store.read.selectFrom("schedules").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  expect(stored).toMatchObject({ cursor_at: 500, next_due_at: null });
});

test("an open one moves on, and what is left out is not due", async () => {
  const id = await insertSchedule(store.write, row);
  const other = await insertSchedule(store.write, { ...row, event_id: 2 });
  await advanceSchedules(store.write, [{ id, cursorAt: 1_000, nextDueAt: 2_000 }]);
  const due = async (now: number, except: readonly number[]): Promise<number[]> =>
    (await dueSchedules(store.read, now, 10, except)).map((schedule) => schedule.id);
  expect(await due(1_999, [])).toEqual([other]);
  expect(await due(2_000, [])).toEqual([other, id]);
  expect(await due(2_000, [other])).toEqual([id]);
  expect(await nextDueSchedule(store.read, [id, other])).toBeUndefined();
});
