/** One line of the benchmark table: ours beside what it is measured against, in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  /** Of `ours` and `baseline` alike, such as "operations/s" or "ms". */
  readonly unit: string;
  /** How many times better ours is: above 1 is better, whatever the unit. */
  readonly ratio: number;
  /** What the row is expected to reach, in words, such as "at least 5 times croner". */
  readonly goal: string;
}
