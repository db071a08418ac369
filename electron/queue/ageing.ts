/**
 * One priority is worth so much waiting, milliseconds: a job that may start goes before one of the next higher priority
 * that came ten minutes after it, so the most urgent get ahead of the least urgent by half an hour at most, and no
 * stream of urgent work, however thick, keeps anything waiting for ever.
 */
const ageingStepMs = 600_000;

/**
 * What decides who starts first: the job with the least. As both sides of a comparison grow older alike, it never
 * changes while a job waits.
 * @param availableAt when it may start, epoch milliseconds
 * @param priority 0 for the least urgent
 * @returns epoch milliseconds
 */
export function precedence({
  availableAt,
  priority,
}: {
  readonly availableAt: number;
  readonly priority: number;
}): number {
  return availableAt - priority * ageingStepMs;
}
