import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { moveJob } from "./job-status.ts";
import type { Database } from "./tables.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Statements in plain SQL that make or change rows of jobs and executions. */
function rawWrites(source: string): readonly string[] {
  return source.match(/\b(UPDATE|INTO)\s+(jobs|executions)\b/gi) ?? [];
}

test("nothing but the claim changes a job or an execution in plain SQL, past the types", () => {
  const sources = globSync("electron/**/*.ts", { cwd: root }).filter((path) => !path.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(100);
  const writing = sources.filter((path) => rawWrites(readFileSync(root + path, "utf8")).length > 0);
  expect(writing).toEqual(["electron/queue/claim.ts"]);
  expect(rawWrites("update JOBS set status = 'x'; INSERT OR REPLACE INTO executions")).toHaveLength(2);
});

test("nothing but moves by a transition casts a status into a change", () => {
  const sources = globSync("electron/**/*.ts", { cwd: root }).filter((path) => !path.endsWith(".test.ts"));
  const casting = sources.filter((path) => /status: to\b/.test(readFileSync(root + path, "utf8")));
  expect(casting.sort()).toEqual(["electron/store/executions.ts", "electron/store/job-status.ts"]);
});

/** Never called: what has to be a mistake to the compiler. */
function refusedByTheTypes(database: Database): void {
  // @ts-expect-error a status is not written beside the table of transitions
  database.updateTable("jobs").set({ status: "completed" });
  // @ts-expect-error nor that of an execution
  database.updateTable("executions").set({ status: "completed" });
  // @ts-expect-error a job begins queued
  database.insertInto("jobs").values({ status: "running" });
  // @ts-expect-error calling off leads to cancelled only
  void moveJob(database, "job", { by: "cancel", to: "failed", set: {} });
  // @ts-expect-error the attempt is counted by the claim alone
  void moveJob(database, "job", { by: "start", to: "running", set: { attempt: 2 } });
}

test("the types refuse a status that no transition writes", () => {
  expect(refusedByTheTypes).toHaveLength(1);
});
