/** A server that refused a channel is tried with one more after so long, milliseconds: it may only have freed slots late. */
const recoveryMs = 60_000;

/** How many session channels a server lets one connection have, as far as it has shown. Times: `Clock.elapsed`. */
export interface ChannelCeiling {
  /** Channels that a connection may have now. */
  at(nowMs: number): number;
  /** So many were seen open on one connection. */
  proved(open: number): void;
  /** A channel was refused while the connection had this many. */
  refused(open: number, nowMs: number): void;
  /** Whether any was ever opened. */
  hasProof(): boolean;
}

/**
 * Starts at `most` and falls to what the server proves to allow (`MaxSessions`), but never below what it has allowed
 * before: a refusal below that only means that it frees its slots late. Rises again by one each minute.
 */
export function createChannelCeiling(most: number): ChannelCeiling {
  let learned = most;
  let learnedAtMs = 0;
  let proven = 0;
  const at = (nowMs: number): number =>
    learned >= most ? most : Math.min(most, learned + Math.floor((nowMs - learnedAtMs) / recoveryMs));
  return {
    at,
    proved(open) {
      proven = Math.max(proven, open);
    },
    refused(open, nowMs) {
      learned = Math.min(at(nowMs), Math.max(1, open, proven));
      learnedAtMs = nowMs;
    },
    hasProof: () => proven > 0,
  };
}
