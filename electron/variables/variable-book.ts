import type { Database } from "../store/tables.ts";

/** Whoever changes a variable: a person at any door, or the scripts of an event. */
export type VariableAuthor = "user" | `event ${number}`;

export interface VariableValue {
  /** What was stored, parsed anew each time it is asked for. */
  readonly value: unknown;
  /** The same as JSON. */
  readonly text: string;
  /** 1 when it was made; one more with every change. */
  readonly version: number;
  readonly isSecret: boolean;
}

/** Statements that are to share the transaction of a change: both are written, or neither. */
export interface WithChange<Result> {
  readonly also?: ((transaction: Database, result: Result) => Promise<void>) | undefined;
}

export interface ChangeOptions<Result> extends WithChange<Result> {
  readonly by: VariableAuthor;
}

export interface ConditionalChange<Result> extends ChangeOptions<Result> {
  /** The version it must have now; 0: it must not exist. */
  readonly ifVersion?: number | undefined;
}

/**
 * One change of several. What is not given stays as it is; a new variable without a value is null. A variable that is to
 * be no secret any more needs a new value, as the hidden one is never shown.
 */
export type VariableChange =
  | {
      readonly kind: "set";
      readonly key: string;
      readonly value?: unknown;
      readonly description?: string | undefined;
      readonly secret?: boolean | undefined;
      readonly ifVersion?: number | undefined;
    }
  | { readonly kind: "remove"; readonly key: string; readonly ifVersion?: number | undefined };

/** What became of a change: the version a variable has now, or whether there was one to remove. */
export interface ChangedVariable {
  readonly key: string;
  /** Undefined once it is removed. */
  readonly version: number | undefined;
  /** Whether there was such a variable before. */
  readonly existed: boolean;
}

export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
}

/**
 * The variables that scripts share, and the only way by which they change. A read after any acknowledged change sees it,
 * whoever made it; what is read often comes from memory.
 *
 * Throws everywhere: `VersionConflict` (code `conflict`, with the version that there is), `NotANumber`, CroniumError
 * `invalid_input` for a value that is no JSON or over 16 MB, `VariablesFull`, and whatever the database or the vault cannot do.
 */
export interface VariableBook {
  /** @returns undefined when there is no such variable */
  get(key: string): Promise<VariableValue | undefined>;
  /** Gives it a value; a secret stays one. */
  set(
    key: string,
    value: unknown,
    options: ConditionalChange<{ readonly version: number }>,
  ): Promise<{ readonly version: number }>;
  /** @returns whether there was one */
  remove(key: string, options: ConditionalChange<boolean>): Promise<boolean>;
  /** Adds to a number, as one step; what does not exist counts as 0. */
  increment(
    key: string,
    amount: number,
    options: ChangeOptions<{ readonly value: number; readonly version: number }>,
  ): Promise<{ readonly value: number; readonly version: number }>;
  /**
   * Several changes as one, together with what `run` writes: it opens the transaction and calls `write` in it, once.
   * Nothing has changed, here or in the vault, when it throws.
   */
  changeWith<T>(
    changes: readonly VariableChange[],
    by: VariableAuthor,
    run: (write: (transaction: Database) => Promise<readonly ChangedVariable[]>) => Promise<T>,
  ): Promise<T>;
  /** Notes that scripts of an event use it. Costs nothing now: it is written with others a few seconds later. */
  noteUse(key: string, eventId: number, kind: "read" | "write", jobId: string): void;
  /** Every text of a secret variable, and of what it was lately, for masking. */
  secrets(): Promise<readonly string[]>;
  /** The vault holds other values than it did, or can be read now: masks are made anew. */
  secretsChanged(): void;
  /** How often a read was answered from memory, and how often it was not, since the start. */
  stats(): CacheCounts;
  /** Writes the uses that are noted, and notes no more by itself. */
  stop(): Promise<void>;
}
