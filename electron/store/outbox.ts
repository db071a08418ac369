import { sql, type Insertable } from "kysely";
import type { MessageCounts, MessageQuery } from "../../shared/outbox.ts";
import { messageStatuses } from "../../shared/words.ts";
import type { Database, OutboxRow, Tables } from "./tables.ts";

export type NewMessage = Omit<Insertable<Tables["outbox"]>, "status" | "attempts">;

/** Writes messages in the transaction of what causes them. One that is there already stays as it is. */
export async function insertMessages(database: Database, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await database
    .insertInto("outbox")
    .values(messages.map((message) => ({ ...message, status: "pending" as const })))
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/**
 * Messages whose time has come, the longest waiting first. One that waits for longer than any wait is was put off by a
 * clock that has been set back since, and is due.
 * @param longestWaitMs the longest time for which a message is put off, milliseconds
 */
export function dueMessages(
  database: Database,
  choice: {
    readonly now: number;
    readonly longestWaitMs: number;
    readonly except: readonly string[];
    readonly limit: number;
  },
): Promise<OutboxRow[]> {
  const { now, longestWaitMs, except, limit } = choice;
  return database
    .selectFrom("outbox")
    .selectAll()
    .where("status", "=", "pending")
    .where((build) => build.or([build("available_at", "<=", now), build("available_at", ">", now + longestWaitMs)]))
    .where("id", "not in", [...except])
    .orderBy("available_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** When the next message is to be delivered, epoch milliseconds; undefined when none waits. */
export async function nextMessageAt(database: Database, except: readonly string[]): Promise<number | undefined> {
  const row = await database
    .selectFrom("outbox")
    .select("available_at")
    .where("status", "=", "pending")
    .where("id", "not in", [...except])
    .orderBy("available_at")
    .executeTakeFirst();
  return row?.available_at;
}

export function findMessage(database: Database, id: string): Promise<OutboxRow | undefined> {
  return database.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * What came of an attempt.
 * @returns false when somebody settled the message meanwhile, and nothing was written
 */
export async function settleMessage(
  database: Database,
  id: string,
  outcome: Partial<Pick<OutboxRow, "status" | "attempts" | "available_at" | "finished_at" | "last_error" | "result">>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("outbox")
    .set(outcome)
    .where("id", "=", id)
    .where("status", "=", "pending")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What came of an attempt that was under way while a person gave the message up: told, without taking that back. */
export async function noteLateOutcome(
  database: Database,
  id: string,
  outcome: Partial<Pick<OutboxRow, "attempts" | "last_error" | "result">>,
): Promise<void> {
  await database.updateTable("outbox").set(outcome).where("id", "=", id).where("status", "=", "dismissed").execute();
}

/** Sets a message to be delivered anew; what came of it so far stays. @param attempts so many more */
export async function renewMessage(database: Database, id: string, now: number, attempts: number): Promise<void> {
  await database
    .updateTable("outbox")
    .set((build) => ({
      status: "pending" as const,
      attempts_allowed: build("attempts", "+", attempts),
      available_at: now,
      finished_at: null,
    }))
    .where("id", "=", id)
    .execute();
}

export async function dismissMessage(database: Database, id: string, now: number): Promise<void> {
  await database
    .updateTable("outbox")
    .set((build) => ({
      status: "dismissed" as const,
      finished_at: build.fn.coalesce("finished_at", build.val(now)),
      read_at: build.fn.coalesce("read_at", build.val(now)),
    }))
    .where("id", "=", id)
    .execute();
}

export async function markMessagesRead(database: Database, ids: readonly string[], now: number): Promise<void> {
  await database
    .updateTable("outbox")
    .set({ read_at: now })
    .where("id", "in", [...ids])
    .where("read_at", "is", null)
    .execute();
}

/** Newest first; one row more than the limit where there is more. */
export function listMessages(database: Database, query: MessageQuery): Promise<OutboxRow[]> {
  let select = database.selectFrom("outbox").selectAll();
  if (query.statuses !== undefined) select = select.where("status", "in", query.statuses);
  if (query.kinds !== undefined) select = select.where("kind", "in", query.kinds);
  if (query.jobId !== undefined) select = select.where("job_id", "=", query.jobId);
  if (query.eventId !== undefined) select = select.where("event_id", "=", query.eventId);
  if (query.asked === true) select = select.where("trigger", "is not", null);
  if (query.after !== undefined) {
    const { after } = query;
    select = select.where(
      (build) => build.refTuple("created_at", "id"),
      "<",
      (build) =>
        build.selectFrom("outbox").select(["created_at", "id"]).where("id", "=", after).$asTuple("created_at", "id"),
    );
  }
  return select
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
}

export async function countMessages(database: Database): Promise<MessageCounts> {
  const rows = await database
    .selectFrom("outbox")
    .select(["status", sql<number>`count(*)`.as("all"), sql<number>`count("trigger")`.as("asked")])
    .groupBy("status")
    .execute();
  const found = new Map(rows.map((row) => [row.status, row]));
  const counts = Object.fromEntries(messageStatuses.map((status) => [status, found.get(status)?.all ?? 0]));
  return { ...(counts as Omit<MessageCounts, "waitForDecision">), waitForDecision: found.get("dead")?.asked ?? 0 };
}

/** Settled messages removed in one statement at most: others have their turn in between. */
const portion = 1_000;

/**
 * Removes settled messages that are older than this instant, a portion of them.
 * @returns how many went
 */
export async function removeOldMessages(database: Database, beforeMs: number): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("outbox")
    .where("id", "in", (build) =>
      build
        .selectFrom("outbox")
        .select("id")
        .where("status", "!=", "pending")
        .where("created_at", "<", beforeMs)
        .where("finished_at", "<", beforeMs)
        .orderBy("created_at")
        .limit(portion),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
