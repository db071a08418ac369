/** Between whom an answer went back and forth, epoch milliseconds by our clock. */
export interface Exchange {
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** A clock that tells whole seconds may be this far behind what it tells, milliseconds. */
const secondMs = 1_000;

/**
 * How far another clock is ahead of ours, from the whole second that it told at some moment of an exchange: the middle of
 * what that leaves possible, and nothing at all where it is possible that they agree.
 * @param told seconds since 1970
 * @returns milliseconds
 */
export function clockAheadMs(told: number, { askedAt, answeredAt }: Exchange): number {
  const least = told * secondMs - answeredAt;
  const most = told * secondMs + secondMs - askedAt;
  return least <= 0 && most >= 0 ? 0 : (least + most) / 2;
}
