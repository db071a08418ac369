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

/** Executions of one attempt, of each group only as many at once as it may run. */
export interface Turns<Row, Result> {
  /**
   * Carries one out once there is room for it.
   * @returns what it came to; undefined when it waited and the program leaves
   * @throws what it threw; nothing begins any more then, and what is under way is let go of
   */
  take(turn: Turn<Row>): Promise<Result | undefined>;
  /** Those that were taken find their place now, what is under way before all others. */
  begin(): void;
  close(): void;
}

/**
 * Once the job is to be cancelled nothing waits any more: what has not begun ends without beginning. When one cannot be
 * carried through, the attempt is taken up again as a whole: so nothing begins here any more, and what is under way is
 * let go of first.
 * @param limits by group
 * @param work is told by its signal to let go of what goes on
 */
export function openTurns<Row, Result>(
  limits: ReadonlyMap<string, number>,
  { cancel, detach }: Pick<ExecutionSignals, "cancel" | "detach">,
  work: (row: Row, leaving: AbortSignal) => Promise<Result>,
): Turns<Row, Result> {
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
    // What is under way has its place before anything else begins.
    const inOrder = [...waiting].sort((left, right) => Number(right.turn.underWay) - Number(left.turn.underWay));
    for (const entry of inOrder) {
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

  cancel.addEventListener("abort", next);
  detach.addEventListener("abort", leave);
  if (detach.aborted) leave();
  return {
    async take(turn) {
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
    },
    begin: next,
    close() {
      cancel.removeEventListener("abort", next);
      detach.removeEventListener("abort", leave);
    },
  };
}

/** The limits of the groups that servers are in, and the turn of an execution under them. */
export interface GroupTurns {
  readonly limits: ReadonlyMap<string, number>;
  turnOf(row: ExecutionRow): Turn<ExecutionRow>;
}

/** @param isSeveral whether there are several executions; a single one is held to no limit here */
export async function groupTurns(database: Database, isSeveral: boolean): Promise<GroupTurns> {
  const limits = new Map<string, number>();
  const groupsOf = new Map<number, readonly string[]>();
  if (isSeveral) {
    const groups = await database.selectFrom("group_limits").select(["name", "concurrency"]).execute();
    for (const { name, concurrency } of groups) limits.set(groupKey(name), concurrency);
    const servers = groups.length === 0 ? [] : await database.selectFrom("servers").select(["id", "groups"]).execute();
    for (const { id, groups: names } of servers) {
      const keys = (JSON.parse(names) as string[]).map(groupKey).filter((key) => limits.has(key));
      groupsOf.set(id, [...new Set(keys)]);
    }
  }
  return {
    limits,
    turnOf: (row) => ({
      row,
      groups: row.finished_at === null ? (groupsOf.get(row.server_id ?? -1) ?? []) : [],
      underWay: row.finished_at !== null || row.handle !== null,
    }),
  };
}
