import type { Database } from "./tables.ts";

/** What was answered to a call that its caller may ask again. */
export interface KeptCall {
  /** SHA-256, hex, of what was asked. */
  readonly requestHash: string;
  /** JSON text; empty while nothing has come of it yet. */
  readonly answer: string;
}

export async function findCall(
  database: Database,
  executionId: string,
  callKey: string,
): Promise<KeptCall | undefined> {
  const row = await database
    .selectFrom("runtime_calls")
    .select(["request_hash", "answer"])
    .where("execution_id", "=", executionId)
    .where("call_key", "=", callKey)
    .executeTakeFirst();
  return row && { requestHash: row.request_hash, answer: row.answer };
}

/** Keeps an answer under its key. @returns false when there is one already */
export async function keepCall(
  database: Database,
  executionId: string,
  callKey: string,
  { requestHash, answer }: KeptCall,
  now: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto("runtime_calls")
    .values({ execution_id: executionId, call_key: callKey, request_hash: requestHash, answer, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Says what came of a call that was kept before it was known. */
export async function answerCall(
  database: Database,
  executionId: string,
  callKey: string,
  answer: string,
): Promise<void> {
  await database
    .updateTable("runtime_calls")
    .set({ answer })
    .where("execution_id", "=", executionId)
    .where("call_key", "=", callKey)
    .execute();
}

/** A call that had no effect may be made anew. */
export async function forgetCall(database: Database, executionId: string, callKey: string): Promise<void> {
  await database
    .deleteFrom("runtime_calls")
    .where("execution_id", "=", executionId)
    .where("call_key", "=", callKey)
    .execute();
}

/** Forgets the calls of an execution, all of them or those from before an instant, epoch milliseconds. */
export async function forgetCalls(database: Database, executionId: string, beforeMs?: number): Promise<void> {
  let query = database.deleteFrom("runtime_calls").where("execution_id", "=", executionId);
  if (beforeMs !== undefined) query = query.where("at", "<", beforeMs);
  await query.execute();
}
