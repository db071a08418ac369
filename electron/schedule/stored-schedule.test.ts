import { expect, test } from "vitest";
import type { ScheduleRow } from "../store/tables.ts";
import { createScheduleCache } from "./stored-schedule.ts";

const row = (id: number): ScheduleRow => ({
  id,
  event_id: 1,
  kind: "once",
  cron: null,
  every_ms: null,
  anchor_at: null,
  once_at: id,
  timezone: "UTC",
  missed: "none",
  missed_window_ms: 0,
  missed_cap: 1,
  overlap: "allow",
  jitter_ms: 0,
  active: 1,
  cursor_at: 0,
  next_due_at: null,
  opened_at: 0,
  closed_at: null,
  closed_because: null,
  start_at: null,
  end_at: null,
  max_runs: null,
  reset_runs_on_activation: 0,
  pause_after_failures: null,
});

test("a compiled schedule is kept, and forgotten once there are very many", () => {
  const compile = createScheduleCache();
  const first = compile(row(1));
  expect(compile(row(1))).toBe(first);
  for (let id = 2; id <= 20_001; id++) compile(row(id));
  expect(compile(row(1))).not.toBe(first);
});
