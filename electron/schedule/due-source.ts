/** Where due instants come from. Instants are epoch milliseconds; null means there is none in 1970–2100. */
export interface DueSource {
  /** The first due instant strictly after. */
  next(afterMs: number): number | null;
  /** The last due instant strictly before. */
  previous(beforeMs: number): number | null;
  /** How many are due in (afterMs, untilMs]: as many as `next` would find, without finding them one by one. */
  count(afterMs: number, untilMs: number): number;
}
