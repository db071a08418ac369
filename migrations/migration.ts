/** One numbered, frozen change of the database's shape. Statements run in order in one transaction. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  /**
   * Set when tables that others refer to are made anew, up or down: foreign keys are off meanwhile and checked as a
   * whole before the commit. Not part of the checksum.
   */
  readonly rebuildsTables?: boolean;
}

/** A CHECK that admits exactly the words of one closed vocabulary. */
export function oneOf(column: string, words: readonly string[]): string {
  return `CHECK (${column} IN (${words.map((word) => `'${word}'`).join(", ")}))`;
}
