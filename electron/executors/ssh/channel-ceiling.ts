/** A server that refused a channel is tried with one more after so long, milliseconds: it may only have freed slots late. */
const recoveryMs = 60_000;

/** How many session channels a server lets one connection have, as far as it has shown. */
export interface ChannelCeiling {
  /** Channels that a connection may have now. */
  at(nowMs: number): number;
  /** A channel was refused while the connection had this many. */
  refused(open: number, nowMs: number): void;
}

/**
 * Starts at `most` and falls to what the server proves to allow (`MaxSessions`); rises again by one each minute.
 * Times are milliseconds of any one clock that never goes back.
 */
export function createChannelCeiling(most: number): ChannelCeiling {
  let learned = most;
  let learnedAtMs = 0;
  const at = (nowMs: number): number =>
    learned >= most ? most : Math.min(most, learned + Math.floor((nowMs - learnedAtMs) / recoveryMs));
  return {
    at,
    refused(open, nowMs) {
      learned = Math.max(1, Math.min(at(nowMs), open));
      learnedAtMs = nowMs;
    },
  };
}
