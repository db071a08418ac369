import type { Database, ExecutionRow } from "../store/tables.ts";
import { groupKey } from "./rooms.ts";
import type { ExecutionSignals } from "./run-execution.ts";

/** One execution of an attempt, and the limited groups that its server is in. */
export interface Turn<Row> {
  readonly row: Row;
  readonly groups: readonly string[];
  /** It is under way already: it goes on at once, whatever the limits are now. */
  readonly underWay: boolean;
}

/**
 * Carries out the executions of one attempt, of each group only as many at once as it may run. Once the job is to be
 * cancelled nothing waits any more: what has not begun ends without beginning. When one cannot be carried through, the
 * attempt is taken up again as a whole: so nothing begins here any more, and what is under way is let go of first.
 * @param limits by group
 * @param work is told by its signal to let go of what goes on
 * @returns what each came to, in the order given; undefined for those that wait when the program leaves
 * @throws what one that could not be carried through threw, once nobody works on any other
 */
export async function runInTurns<Row, Result>(
  turns: readonly Turn<Row>[],
  limits: ReadonlyMap<string, number>,
  { cancel, detach }: ExecutionSignals,
  work: (row: Row, leaving: AbortSignal) => Promise<Result>,
): Promise<readonly (Result | undefined)[]> {
  const taken = new Map<string, number>();
  const waiting = new Set<{ readonly turn: Turn<Row>; readonly go: (begin: boolean) => void }>();
  const leaving = new AbortController();

  const count = (groups: readonly string[], by: number): void => {
    for (const group of groups) taken.set(group, (taken.get(group) ?? 0) + by);
  };
  const mayBegin = ({ groups, underWay }: Turn<Row>): boolean =>
    underWay || cancel.aborted || groups.every((group) => (taken.get(group) ?? 0) < (limits.get(group) ?? Infinity));

  function next(): void {
    const leaves = leaving.signal.aborted;
    for (const entry of [...waiting]) {
      if (!leaves && !mayBegin(entry.turn)) continue;
      waiting.delete(entry);
      if (!leaves) count(entry.turn.groups, 1);
      entry.go(!leaves);
    }
  }

  function leave(): void {
    leaving.abort();
    next();
  }

  async function take(turn: Turn<Row>): Promise<Result | undefined> {
    const begins = await new Promise<boolean>((go) => {
      waiting.add({ turn, go });
    });
    if (!begins) return undefined;
    try {
      return await work(turn.row, leaving.signal);
    } catch (error) {
      leave();
      throw error;
    } finally {
      count(turn.groups, -1);
      next();
    }
  }

  // What is under way has its place before anything else begins.
  const inOrder = [...turns].sort((left, right) => Number(right.underWay) - Number(left.underWay));
  const results = inOrder.map(async (turn) => [turn, await take(turn)] as const);
  cancel.addEventListener("abort", next);
  detach.addEventListener("abort", leave);
  if (detach.aborted) leave();
  else next();
  await Promise.allSettled(results);
  cancel.removeEventListener("abort", next);
  detach.removeEventListener("abort", leave);
  const ended = new Map(await Promise.all(results));
  return turns.map((turn) => ended.get(turn));
}

/** The limits of the groups that the servers of these executions are in; none for a single execution. */
export async function groupTurns(
  database: Database,
  rows: readonly ExecutionRow[],
): Promise<{ readonly turns: readonly Turn<ExecutionRow>[]; readonly limits: ReadonlyMap<string, number> }> {
  const limits = new Map<string, number>();
  const groupsOf = new Map<number, readonly string[]>();
  if (rows.length > 1) {
    const groups = await database.selectFrom("group_limits").select(["name", "concurrency"]).execute();
    for (const { name, concurrency } of groups) limits.set(groupKey(name), concurrency);
    const servers = groups.length === 0 ? [] : await database.selectFrom("servers").select(["id", "groups"]).execute();
    for (const { id, groups: names } of servers) {
      const keys = (JSON.parse(names) as string[]).map(groupKey).filter((key) => limits.has(key));
      groupsOf.set(id, [...new Set(keys)]);
    }
  }
  const turns = rows.map((row) => ({
    row,
    groups: row.finished_at === null ? (groupsOf.get(row.server_id ?? -1) ?? []) : [],
    underWay: row.finished_at !== null || row.handle !== null,
  }));
  return { turns, limits };
}
