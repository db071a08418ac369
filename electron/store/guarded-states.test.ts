import { afterAll, beforeAll, expect, test } from "vitest";
import BetterSqlite3 from "better-sqlite3";
import { migrations } from "../../migrations/all.ts";
import { edgesOf, executionTransitions, jobTransitions, type StateEdge } from "../../shared/job-states.ts";
import { executionStatuses, jobStatuses } from "../../shared/words.ts";

/*
 * What the database lets a statement do, tried one by one, compared with the table the program goes by. A table that
 * grows needs a migration that makes the triggers anew: this is the test that says so.
 */

const connection = new BetterSqlite3(":memory:");
const triggers: string[] = [];
beforeAll(() => {
  for (const migration of migrations) for (const statement of migration.up) connection.exec(statement);
  connection.exec(`INSERT INTO events (id, name, type, status, run_on, script, timeout_ms, retry_max, retry_delay_ms,
    retry_factor, on_unknown, priority, created_at, updated_at)
    VALUES (1, 'one', 'BASH', 'DRAFT', 'this-computer', '', 1, 0, 0, 1, 'retry', 1, 0, 0)`);
  const made = connection.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger'").pluck().all() as string[];
  triggers.push(...made);
});
afterAll(() => {
  connection.close();
});

/** Runs statements without the guard, then one with it, and takes everything back. @returns what it was refused with */
function attempt(before: readonly string[], statement: string): string | undefined {
  connection.exec("BEGIN");
  try {
    for (const trigger of triggers) connection.exec(`DROP TRIGGER ${/TRIGGER (\w+)/.exec(trigger)?.[1] ?? ""}`);
    for (const text of before) connection.exec(text);
    for (const trigger of triggers) connection.exec(trigger);
    connection.exec(statement);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    connection.exec("ROLLBACK");
  }
}

const unfinished = ["queued", "claimed", "running", "starting"];
const finishedAt = (status: string): string => (unfinished.includes(status) ? "NULL" : "5");
const lease = (status: string): string => (status === "claimed" || status === "running" ? "'a', 9" : "NULL, NULL");

function insertJob(status: string, attempts = 0): string {
  return `INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive,
    definition, attempt, attempts_allowed, queued_at, available_at, finished_at, lease_owner, lease_until)
    VALUES ('j', 1, 'one', 'BASH', 1, 'manual', '${status}', 1, 0, '{}', ${String(attempts)}, 1, 0, 0,
    ${finishedAt(status)}, ${lease(status)})`;
}

function moveTo(status: string): string {
  const [owner = "", until = ""] = lease(status).split(", ");
  return `UPDATE jobs SET status = '${status}', finished_at = ${finishedAt(status)}, lease_owner = ${owner},
    lease_until = ${until}, attempt = attempt + (status = 'queued' AND '${status}' = 'claimed')`;
}

function insertExecution(status: string): string {
  return `INSERT INTO executions (id, job_id, attempt, place, target, status, created_at, finished_at, log_path)
    VALUES ('e', 'j', 1, 'this-computer', 'here', '${status}', 0, ${finishedAt(status)}, '')`;
}

function leads(edges: readonly StateEdge<string>[], from: string, to: string): boolean {
  return from === to || edges.some((edge) => edge.from === from && edge.to === to);
}

test("the database lets a job change its status exactly as the table of transitions says", () => {
  const edges = edgesOf(jobTransitions);
  for (const from of jobStatuses) {
    for (const to of jobStatuses) {
      const refusal = attempt([insertJob(from)], moveTo(to));
      expect(`${from} to ${to}: ${refusal ?? "allowed"}`).toBe(
        `${from} to ${to}: ${leads(edges, from, to) ? "allowed" : "no transition leads a job from this status to that one"}`,
      );
    }
  }
});

test("the database lets an execution change its status exactly as the table of transitions says", () => {
  const edges = edgesOf(executionTransitions);
  for (const from of executionStatuses) {
    for (const to of executionStatuses) {
      const move = `UPDATE executions SET status = '${to}', finished_at = ${finishedAt(to)}`;
      const refusal = attempt([insertJob("running"), insertExecution(from)], move);
      expect(`${from} to ${to}: ${refusal ?? "allowed"}`).toBe(
        `${from} to ${to}: ${leads(edges, from, to) ? "allowed" : "no transition leads an execution from this status to that one"}`,
      );
    }
  }
});

test("the database takes in a job only as queued and an execution only as starting", () => {
  const beginnings = (edges: readonly StateEdge<string>[]): string[] =>
    edges.filter((edge) => edge.from === undefined).map((edge) => edge.to);
  expect(jobStatuses.filter((status) => attempt([], insertJob(status)) === undefined)).toEqual(
    beginnings(edgesOf(jobTransitions)),
  );
  expect(attempt([], insertJob("queued", 1))).toMatch(/no attempt made/);
  expect(
    executionStatuses.filter((status) => attempt([insertJob("running")], insertExecution(status)) === undefined),
  ).toEqual(beginnings(edgesOf(executionTransitions)));
});

test("the database lets an attempt be counted with the claim alone, by one", () => {
  const claimed = "status = 'claimed', lease_owner = 'a', lease_until = 9";
  expect(attempt([insertJob("queued")], `UPDATE jobs SET ${claimed}, attempt = attempt + 1`)).toBeUndefined();
  expect(attempt([insertJob("queued")], `UPDATE jobs SET ${claimed}, attempt = attempt + 2`)).toMatch(/counted when/);
  expect(attempt([insertJob("queued")], `UPDATE jobs SET ${claimed}, attempt = attempt`)).toMatch(/counted when/);
  expect(attempt([insertJob("running", 3)], "UPDATE jobs SET attempt = attempt + 1")).toMatch(/counted when/);
  expect(attempt([insertJob("running", 3)], "UPDATE jobs SET attempt = 0")).toMatch(/counted when/);
});
