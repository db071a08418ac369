/**
 * A spread for an occurrence's start, the same whenever it is asked for: FNV-1a (Fowler, Noll, Vo) over the schedule
 * and the instant.
 * @returns milliseconds in [0, jitterMs)
 */
export function jitterOf(scheduleId: number, dueAt: number, jitterMs: number): number {
  if (jitterMs === 0) return 0;
  let hash = 0x811c9dc5;
  for (const character of `${String(scheduleId)}:${String(dueAt)}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return Math.floor((hash / 2 ** 32) * jitterMs);
}
