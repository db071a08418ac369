import { nextTurn } from "../base/clock.ts";

/** What a group needs of a connection. Each call is one statement, done when it returns. */
export interface GroupConnection {
  begin(): void;
  commit(): void;
  rollback(): void;
  savepoint(): void;
  release(): void;
  rollbackToSavepoint(): void;
  readonly inTransaction: boolean;
}

/** How a statement that is a transaction of its own gets on with others. */
export type StatementKind = "reads" | "writes" | "stands_alone";

/** One transaction of a group, open until it is committed or rolled back. */
export interface GroupMember {
  /** Runs one statement of it. @throws what the statement throws, or what broke the group */
  run<T>(statement: () => T): T;
  /** Resolves once it is on disk, with all of its group. @throws what the common commit failed with */
  commit(): Promise<void>;
  /** Undoes this one alone. Harmless after the commit has failed. */
  rollback(): void;
}

export interface CommitGroups {
  /** Waits for its turn and opens a transaction. */
  begin(): Promise<GroupMember>;
  /** Runs one statement in its turn. Resolves once what it wrote, or has read of others, is on disk. */
  single<T>(kind: StatementKind, statement: () => T): Promise<T>;
  /** Commits what is waiting for it. @returns false while a transaction is in the middle of its work */
  flush(): boolean;
  /** Resolves when all that was asked for has been done and is on disk. */
  drained(): Promise<void>;
}

/**
 * After so many statements a group is committed even if more would join: some ten milliseconds of work, so that nobody
 * waits long for an answer, and many times what an fsync takes.
 */
const longestGroup = 1_000;

interface Group {
  readonly waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
  statements: number;
  /** The turn in which it was opened is over: nobody else joins. */
  due: boolean;
  /** Set when the database rolled all of it back. */
  broken: { readonly error: unknown } | undefined;
}

/**
 * Transactions on one connection that share commits. They run one after the other; those that are asked for within one
 * turn of the event loop form a group: one transaction of the database, in which each has a savepoint of its own, and
 * which ends with the turn. Nobody is answered before the common commit, so nothing is acknowledged that is not on disk.
 * One that fails is rolled back to its savepoint; if the commit fails, all of the group fail. One alone waits for nothing
 * but the turn's end.
 */
export function createCommitGroups(connection: GroupConnection): CommitGroups {
  const queue: (() => void)[] = [];
  let busy = false;
  let group: Group | undefined;

  async function takeTurn(): Promise<void> {
    if (busy) await new Promise<void>((resolve) => queue.push(resolve));
    else busy = true;
  }

  function passTurn(): void {
    const next = queue.shift();
    if (group !== undefined && (group.due || group.statements >= longestGroup)) commitGroup();
    if (next === undefined) busy = false;
    else next();
  }

  function openGroup(): Group {
    connection.begin();
    const opened: Group = { waiting: [], statements: 0, due: false, broken: undefined };
    group = opened;
    void nextTurn().then(() => {
      if (group !== opened) return;
      opened.due = true;
      if (!busy) commitGroup();
    });
    return opened;
  }

  function commitGroup(): void {
    if (group === undefined) return;
    const { waiting } = group;
    group = undefined;
    try {
      commitOrRollBack();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  }

  function commitOrRollBack(): void {
    try {
      connection.commit();
    } finally {
      if (connection.inTransaction) connection.rollback();
    }
  }

  /** Runs a statement of the group; a lack of space, say, makes the database roll back all of it. */
  function runIn<T>(open: Group, statement: () => T): T {
    if (open.broken !== undefined) throw open.broken.error;
    open.statements += 1;
    try {
      return statement();
    } catch (error) {
      if (!connection.inTransaction) breakGroup(open, error);
      throw error;
    }
  }

  function breakGroup(open: Group, error: unknown): void {
    open.broken = { error };
    if (group === open) group = undefined;
    for (const { reject } of open.waiting.splice(0)) reject(error);
  }

  /** Resolves with the commit. */
  function onDisk(open: Group): Promise<void> {
    return new Promise((resolve, reject) => {
      open.waiting.push({ resolve, reject });
    });
  }

  /** What nobody waits for is undone at once rather than committed for nothing. */
  function dropIfEmpty(open: Group): void {
    if (group !== open || open.waiting.length > 0) return;
    group = undefined;
    connection.rollback();
  }

  function member(open: Group, isFirst: boolean): GroupMember {
    let ended = false;

    function end(): void {
      ended = true;
      passTurn();
    }

    return {
      run: (statement) => runIn(open, statement),
      commit() {
        if (open.broken !== undefined) return Promise.reject(asError(open.broken.error));
        if (!isFirst) runIn(open, connection.release);
        const answer = onDisk(open);
        end();
        return answer;
      },
      rollback() {
        if (ended) return;
        try {
          if (open.broken !== undefined) return;
          if (isFirst) {
            group = undefined;
            connection.rollback();
          } else {
            runIn(open, connection.rollbackToSavepoint);
            runIn(open, connection.release);
          }
        } finally {
          end();
        }
      },
    };
  }

  return {
    async begin() {
      await takeTurn();
      const joined = group;
      try {
        if (joined === undefined) return member(openGroup(), true);
        runIn(joined, connection.savepoint);
        return member(joined, false);
      } catch (error) {
        passTurn();
        throw error;
      }
    },

    async single(kind, statement) {
      if (kind === "reads" && !busy && group === undefined) return statement();
      await takeTurn();
      if (kind === "stands_alone") commitGroup();
      let answer: Promise<void> | undefined;
      let result;
      try {
        if (group === undefined && kind !== "writes") return statement();
        const open = group ?? openGroup();
        try {
          result = runIn(open, statement);
        } catch (error) {
          dropIfEmpty(open);
          throw error;
        }
        answer = onDisk(open);
      } finally {
        passTurn();
      }
      await answer;
      return result;
    },

    flush() {
      if (busy) return false;
      commitGroup();
      return true;
    },

    async drained() {
      await takeTurn();
      commitGroup();
      passTurn();
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
