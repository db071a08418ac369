import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import type { Database } from "../store/tables.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { appendOccurrences, appendOutcomes } from "./ledger-append.ts";
import { sealedOccurrence, sealedOutcome, type SealedOccurrence, type SealedOutcome } from "./ledger-chain.ts";
import { cutLedger, shortenLedger } from "./ledger-retention.ts";
import { verifyChain, verifyLedger } from "./ledger-verify.ts";

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-chain-"));
  store = openStore({ path: join(folder, "a.sqlite"), clock: createFakeClock(0), programVersion: "1.2.3" });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const rowCount = 12;

function occurrence(id: number): SealedOccurrence {
  const isRun = id % 3 === 0;
  return {
    id,
    schedule_id: 1 + (id % 2),
    event_id: 7,
    event_name: `naïve “${String(id)}” \u{1F552}`,
    due_at: 1_000 * id,
    decided_at: 1_000 * id + 5,
    decision: isRun ? "run" : "skipped",
    cause: isRun ? "on_time" : "calendar",
    reason: "a reason",
    calendar: isRun ? null : "Freeze",
    absence_id: id % 4 === 0 ? 1 : null,
    job_id: isRun ? `job_${String(id)}` : null,
  };
}

function outcome(id: number): SealedOutcome {
  return {
    id,
    occurrence_id: id,
    job_id: `job_${String(id)}`,
    by_hand: id % 2,
    status: id % 2 === 0 ? "completed" : "failed",
    queued_at: 1_000 * id,
    started_at: id % 5 === 0 ? null : 1_000 * id + 3,
    finished_at: 1_000 * id + 50,
    exit_code: id % 2,
    failure_reason: id % 2 === 0 ? null : "nonzero_exit",
    recorded_at: 1_000 * id + 51,
  };
}

/** In several transactions of several rows each, as the program writes them. */
async function fill(database: Database, count = rowCount, together = 5): Promise<void> {
  for (let first = 1; first <= count; first += together) {
    await database.transaction().execute(async (transaction) => {
      const occurrences = await appendOccurrences(transaction);
      const outcomes = await appendOutcomes(transaction);
      for (let id = first; id < Math.min(first + together, count + 1); id++) {
        expect(occurrences.nextId).toBe(id);
        occurrences.add(occurrence(id));
        outcomes.add(outcome(id));
      }
      await occurrences.write();
      await outcomes.write();
    });
  }
}

const tables = { occurrences: "occurrences", outcomes: "occurrence_outcomes" } as const;
const chains = ["occurrences", "outcomes"] as const;

/** Changes behind the program's back; put back afterwards, so that one database serves many trials. */
async function tamper(statements: readonly string[], look: () => Promise<void>): Promise<void> {
  const undo = new Error("undone");
  const trial = store.write.transaction().execute(async (transaction) => {
    for (const statement of statements) await sql.raw(statement).execute(transaction);
    inTrial = transaction;
    await look();
    throw undo;
  });
  await expect(trial).rejects.toBe(undo);
}
let inTrial: Database;

describe.each(chains)("the chain of %s", (name) => {
  const columns = name === "occurrences" ? sealedOccurrence : sealedOutcome;

  test("an untouched one is in order, and tells its head", async () => {
    await fill(store.write);
    const found = await verifyChain(store.read, name);
    expect(found).toMatchObject({ name, rows: rowCount, unsealed: 0, problem: undefined });
    expect(found.head).toMatch(/^[0-9a-f]{64}$/);
    expect(await verifyLedger(store.read)).toMatchObject({ valid: true });
  });

  test("a change of any column of any row is found, at that row", async () => {
    await fill(store.write);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: rowCount }),
        fc.constantFrom(...columns.filter((column) => column !== "id")),
        fc.oneof(fc.integer({ min: 0, max: 9_999 }), fc.string({ minLength: 1 }), fc.constant(null)),
        async (id, column, value) => {
          const { rows } = await sql<{ value: unknown }>`
            SELECT ${sql.ref(column)} AS value FROM ${sql.table(tables[name])} WHERE id = ${id}`.execute(store.read);
          fc.pre(rows[0]?.value !== value);
          const undo = new Error("undone");
          const trial = store.write.transaction().execute(async (transaction) => {
            const changed = await sql`
              UPDATE OR IGNORE ${sql.table(tables[name])} SET ${sql.ref(column)} = ${value} WHERE id = ${id}`
              .execute(transaction)
              .catch(() => undefined);
            // The database's own rules may refuse the value.
            if (changed?.numAffectedRows === 1n) {
              const found = await verifyChain(transaction, name);
              expect(found.problem).toEqual({ id, message: "was changed after it was written" });
            }
            throw undo;
          });
          await expect(trial).rejects.toBe(undo);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a row removed, wherever it stood, is found", async () => {
    await fill(store.write);
    for (let id = 1; id <= rowCount; id++) {
      await tamper([`DELETE FROM ${tables[name]} WHERE id = ${String(id)}`], async () => {
        const { problem } = await verifyChain(inTrial, name);
        expect(problem?.id).toBe(id);
        expect(problem?.message).toMatch(/^is missing/);
      });
    }
  });

  test("rows removed at the tail are found even when the chain's end is moved back to hide it", async () => {
    await fill(store.write);
    const cut = `DELETE FROM ${tables[name]} WHERE id > 9`;
    await tamper([cut, `UPDATE ledger_chains SET last_id = 9 WHERE name = '${name}'`], async () => {
      const { problem } = await verifyChain(inTrial, name);
      expect(problem).toEqual({ id: 9, message: expect.stringContaining("rows after it were removed") as string });
    });
  });

  test("moving the end together with its hash is seen by who noted the head", async () => {
    await fill(store.write);
    const { head } = await verifyChain(store.read, name);
    const cut = [
      `DELETE FROM ${tables[name]} WHERE id > 9`,
      `UPDATE ledger_chains SET last_id = 9, last_hash = (SELECT hash FROM ${tables[name]} WHERE id = 9) WHERE name = '${name}'`,
    ];
    await tamper(cut, async () => {
      const found = await verifyChain(inTrial, name);
      expect(found.problem).toBeUndefined();
      expect(found.head).not.toBe(head);
    });
  });

  test("two rows in each other's place are found", async () => {
    await fill(store.write);
    const swap = [
      `UPDATE ${tables[name]} SET id = -1 WHERE id = 4`,
      `UPDATE ${tables[name]} SET id = 4 WHERE id = 5`,
      `UPDATE ${tables[name]} SET id = 5 WHERE id = -1`,
    ];
    await tamper(swap, async () => {
      expect((await verifyChain(inTrial, name)).problem?.id).toBe(4);
    });
  });

  test("a row added at the end, and one passed off as older than the chain or as removed, are found", async () => {
    await fill(store.write);
    const rest = columns
      .filter((column) => column !== "id" && column !== "due_at" && column !== "schedule_id")
      .join(", ");
    const keys = name === "occurrences" ? "schedule_id, due_at, " : "";
    const values = name === "occurrences" ? "99, 99, " : "";
    const copy = `INSERT INTO ${tables[name]} (id, ${keys}${rest}, hash) SELECT 13, ${values}${rest}, hash FROM ${tables[name]} WHERE id = 12`;
    await tamper([copy], async () => {
      expect((await verifyChain(inTrial, name)).problem?.id).toBe(13);
    });
    await tamper([`UPDATE ledger_chains SET unsealed_until = 3 WHERE name = '${name}'`], async () => {
      expect((await verifyChain(inTrial, name)).problem?.id).toBe(1);
    });
    const hidden = `UPDATE ledger_chains SET kept_after = 3, kept_after_hash = (SELECT hash FROM ${tables[name]} WHERE id = 3) WHERE name = '${name}'`;
    await tamper([hidden], async () => {
      expect((await verifyChain(inTrial, name)).problem?.id).toBe(1);
    });
  });

  test("verification goes on with what is written meanwhile", async () => {
    await fill(store.write, 2_500, 500);
    const going = verifyChain(store.read, name);
    await store.write.transaction().execute(async (transaction) => {
      const occurrences = await appendOccurrences(transaction);
      const outcomes = await appendOutcomes(transaction);
      occurrences.add(occurrence(2_501));
      outcomes.add(outcome(2_501));
      await occurrences.write();
      await outcomes.write();
    });
    expect((await going).problem).toBeUndefined();
    expect((await verifyChain(store.read, name)).rows).toBe(2_501);
  });
});

test("a transaction that is undone leaves no gap", async () => {
  await fill(store.write, 3);
  await expect(
    store.write.transaction().execute(async (transaction) => {
      const occurrences = await appendOccurrences(transaction);
      occurrences.add(occurrence(4));
      await occurrences.write();
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect((await appendOccurrences(store.write)).nextId).toBe(4);
  expect(await verifyLedger(store.read)).toMatchObject({ valid: true });
});

test("any text is sealed as it is kept: halves of characters, and characters that are none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom("\ud83c", "\udf89", "\0", "\n", "é", "a") }), async (text) => {
      const undo = new Error("undone");
      const trial = store.write.transaction().execute(async (transaction) => {
        const occurrences = await appendOccurrences(transaction);
        occurrences.add({ ...occurrence(1), event_name: text, reason: `because of ${text}`, calendar: text });
        await occurrences.write();
        expect(await verifyLedger(transaction)).toMatchObject({ valid: true });
        throw undo;
      });
      await expect(trial).rejects.toBe(undo);
    }),
    { numRuns: 60 },
  );
});

/** How often everything else had its turn while something went on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await work();
  counting = false;
  return turns;
}

test("reading and cutting a long ledger lets others have their turn", async () => {
  await fill(store.write, 21_000, 7_000);
  expect(await turnsDuring(() => verifyLedger(store.read))).toBeGreaterThan(18);
  const { last_hash: hash } = await store.read
    .selectFrom("ledger_chains")
    .select("last_hash")
    .where("name", "=", "outcomes")
    .executeTakeFirstOrThrow();
  const place = { found: true, chain: "outcomes", id: 21_000 };
  expect((await verifyLedger(store.read, hash)).contains).toEqual({ ...place, removed: false });
  expect(await turnsDuring(() => shortenLedger(store.write, 22_000_000, () => false))).toBeGreaterThan(3);
  expect(await verifyLedger(store.read)).toMatchObject({ valid: true, chains: [{ rows: 0 }, { rows: 0 }] });
  expect((await verifyLedger(store.read, hash)).contains).toEqual({ ...place, removed: true });
  expect(await verifyLedger(store.read, new Uint8Array(32))).toMatchObject({
    valid: false,
    contains: { found: false },
  });
});

test("an outcome stays as long as its occurrence", async () => {
  await fill(store.write);
  // The first outcome is old enough, and what it is about is not.
  expect(await cutLedger(store.write, 1_000 * 3 + 60)).toBe(3 + 3);
  await store.write.updateTable("occurrences").set({ decided_at: 90_000 }).where("id", "=", 5).execute();
  expect(await cutLedger(store.write, 1_000 * 8)).toBe(1 + 1);
  const outcomes = await store.read.selectFrom("occurrence_outcomes").select("id").orderBy("id").execute();
  expect(outcomes[0]?.id).toBe(5);
});

test("rows that retention removes while they are checked are no fault", async () => {
  await fill(store.write, 9_000, 3_000);
  const going = verifyChain(store.read, "occurrences");
  await cutLedger(store.write, 1_000 * 4_000);
  await cutLedger(store.write, 1_000 * 4_000);
  const found = await going;
  expect(found.problem).toBeUndefined();
});
