import { afterEach, beforeEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const minute = 60_000;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ executor: createScriptedExecutor(exitsWith(3)) });
});
afterEach(() => host.close());

async function withRows(): Promise<ReturnType<TestHost["host"]["createContext"]>["store"]["write"]> {
  await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(5 * minute);
  return host.host.createContext().store.write;
}

test("nothing was touched; a head that was noted is found later", async () => {
  await withRows();
  const first = await host.api.occurrences.verify();
  expect(first).toMatchObject({
    valid: true,
    contains: undefined,
    chains: [
      { name: "occurrences", rows: 5, unsealed: 0, problem: undefined },
      { name: "outcomes", rows: 5, unsealed: 0, problem: undefined },
    ],
  });
  await host.clock.advance(minute);
  const containsHead = first.chains[0]?.head ?? "";
  expect(await host.api.occurrences.verify({ containsHead })).toMatchObject({
    valid: true,
    contains: { found: true, chain: "occurrences", id: 5 },
  });
  expect(await host.api.occurrences.verify({ containsHead: "0".repeat(64) })).toMatchObject({
    valid: false,
    contains: { found: false },
    chains: [{ problem: undefined }, { problem: undefined }],
  });
});

test("a changed row is named", async () => {
  const database = await withRows();
  await database.updateTable("occurrences").set({ decision: "skipped", job_id: null }).where("id", "=", 3).execute();
  const { valid, chains } = await host.api.occurrences.verify();
  expect(valid).toBe(false);
  expect(chains).toMatchObject([{ rows: 2, problem: { id: 3 } }, { problem: undefined }]);
});

test("a removed outcome is named", async () => {
  const database = await withRows();
  await database.deleteFrom("occurrence_outcomes").where("id", "=", 2).execute();
  expect((await host.api.occurrences.verify()).chains).toMatchObject([{ problem: undefined }, { problem: { id: 2 } }]);
});

test("a ledger that was written anew from some row on does not contain the head that was noted", async () => {
  const database = await withRows();
  const { chains } = await host.api.occurrences.verify();
  const noted = chains[0]?.head ?? "";
  const fourth = await database.selectFrom("occurrences").select("hash").where("id", "=", 4).executeTakeFirstOrThrow();
  await database.deleteFrom("occurrences").where("id", "=", 5).execute();
  await database
    .updateTable("ledger_chains")
    .set({ last_id: 4, last_hash: fourth.hash })
    .where("name", "=", "occurrences")
    .execute();
  // What was written of the fifth was taken away, too, wherever it stood: only who noted the head can know.
  const fifth = await database
    .selectFrom("occurrence_outcomes")
    .select("hash")
    .where("id", "=", 4)
    .executeTakeFirstOrThrow();
  await database.deleteFrom("occurrence_outcomes").where("id", "=", 5).execute();
  await database
    .updateTable("ledger_chains")
    .set({ last_id: 4, last_hash: fifth.hash })
    .where("name", "=", "outcomes")
    .execute();
  await database.deleteFrom("jobs").where("occurrence_id", "=", 5).execute();
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
  expect(await host.api.occurrences.verify({ containsHead: noted })).toMatchObject({
    valid: false,
    contains: { found: false },
  });
});

test("a noted hash is found only where everything up to it is in order", async () => {
  const database = await withRows();
  const head = (await host.api.occurrences.verify()).chains[0]?.head ?? "";
  await database.updateTable("occurrences").set({ reason: "a whim" }).where("id", "=", 3).execute();
  expect(await host.api.occurrences.verify({ containsHead: head })).toMatchObject({
    valid: false,
    contains: { found: false },
    chains: [{ rows: 2, head: "", problem: { id: 3 } }, { problem: undefined }],
  });
  const second = await database.selectFrom("occurrences").select("hash").where("id", "=", 2).executeTakeFirstOrThrow();
  const containsHead = Buffer.from(second.hash).toString("hex");
  expect(await host.api.occurrences.verify({ containsHead })).toMatchObject({
    valid: false,
    contains: { found: true, chain: "occurrences", id: 2 },
  });
});

test("a job that was changed after its end is told from what was sealed then, and its row is not believed", async () => {
  const database = await withRows();
  await database
    .updateTable("jobs")
    .set({ exit_code: 0, failure_reason: null })
    .where("occurrence_id", "=", 3)
    .execute();
  const [row] = await host.api.occurrences.list({ sinceMs: testStart + 3 * minute, untilMs: testStart + 3 * minute });
  expect(row?.run).toMatchObject({ status: "failed", exitCode: 3, jobKept: true });
  expect(await host.api.occurrences.verify()).toMatchObject({
    valid: false,
    chains: [{ problem: undefined }, { problem: undefined }],
    contradictions: [
      {
        occurrenceId: 3,
        jobId: row?.jobId,
        message:
          "has a job that says something else than the outcome written when it ended: exit code 0 instead of 3, failure reason none instead of nonzero_exit",
      },
    ],
  });
});

/** Takes rows away and makes the chain say that there never were any, or that they were too old. */
async function cutChain(
  table: "occurrences" | "occurrence_outcomes",
  where: "<=" | ">",
  id: number,
): Promise<ReturnType<TestHost["host"]["createContext"]>["store"]["write"]> {
  const database = await withRows();
  const { hash } = await database.selectFrom(table).select("hash").where("id", "=", id).executeTakeFirstOrThrow();
  await database
    .updateTable("ledger_chains")
    .set(where === ">" ? { last_id: id, last_hash: hash } : { kept_after: id, kept_after_hash: hash })
    .where("name", "=", table === "occurrences" ? "occurrences" : "outcomes")
    .execute();
  await database.deleteFrom(table).where("id", where, id).execute();
  return database;
}

test("a tail that was cut off shows while an outcome or a job of it is left", async () => {
  const database = await cutChain("occurrences", ">", 4);
  const missing = "but its decision is missing: the ledger ends before it";
  const withBoth = await host.api.occurrences.verify();
  expect(withBoth).toMatchObject({ valid: false, chains: [{ rows: 4, problem: undefined }, {}] });
  expect(withBoth.contradictions.map(({ occurrenceId, message }) => `${String(occurrenceId)} ${message}`)).toEqual([
    `5 has an outcome, ${missing}`,
    `5 has a job, ${missing}`,
  ]);
  await database.deleteFrom("jobs").execute();
  expect((await host.api.occurrences.verify()).contradictions).toHaveLength(1);
});

test("an outcome cut off the end shows while its job is left", async () => {
  await cutChain("occurrence_outcomes", ">", 4);
  expect((await host.api.occurrences.verify()).contradictions).toMatchObject([
    { occurrenceId: 5, message: "has a job that has ended, but no outcome of it" },
  ]);
});

test("rows passed off as too old are counted, and show while an outcome or a job says that they were not", async () => {
  const database = await cutChain("occurrences", "<=", 3);
  const found = await host.api.occurrences.verify();
  expect(found.chains[0]?.removed).toEqual({ rows: 3, beforeMs: testStart + 4 * minute });
  expect(found.valid).toBe(false);
  const removed = "but its decision was removed, though it is younger than what the settings let go";
  expect(found.contradictions.map(({ occurrenceId, message }) => `${String(occurrenceId)} ${message}`)).toEqual(
    ["outcome", "job"].flatMap((what) =>
      [1, 2, 3].map((id) => `${String(id)} has a${what === "job" ? "" : "n"} ${what}, ${removed}`),
    ),
  );
  await database.deleteFrom("jobs").execute();
  expect((await host.api.occurrences.verify()).contradictions).toHaveLength(3);
});
