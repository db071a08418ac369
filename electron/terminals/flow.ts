/** One client that is shown a terminal: how far it has been sent the output, and how far it has dealt with it. */
export interface Follower {
  /** Offset up to which output has been sent. */
  sent: number;
  /** Offset up to which the client has said that it is done. */
  acknowledged: number;
  readonly wake: () => void;
}

/** So much may be under way to a client that has not said that it has dealt with it, bytes. */
export const windowBytes = 384 * 1024;

/**
 * The clients of one terminal. The server is read from as fast as the fastest of them reads: one that stands still
 * holds up nobody else, and is told of a gap when it goes on too late.
 */
export interface Flow {
  join(name: string, follower: Follower): void;
  leave(name: string, follower: Follower): void;
  /** @param end offset up to which this client has dealt with the output */
  acknowledge(name: string, end: number): void;
  readonly isFollowed: boolean;
  /** Whether any client can take more beyond `end`, or there is none. */
  hasRoom(end: number): boolean;
  /** Resolves when `hasRoom` may have changed. */
  changed(): Promise<void>;
  wakeAll(): void;
}

export function createFlow(): Flow {
  const followers = new Map<string, Follower>();
  let change = Promise.withResolvers<void>();

  function announce(): void {
    change.resolve();
    change = Promise.withResolvers();
  }

  return {
    join(name, follower) {
      followers.set(name, follower);
      announce();
    },
    leave(name, follower) {
      // The same client may have come back on another pipe before this one was seen to end.
      if (followers.get(name) === follower) followers.delete(name);
      announce();
    },
    acknowledge(name, end) {
      const follower = followers.get(name);
      if (follower === undefined || end <= follower.acknowledged) return;
      follower.acknowledged = Math.min(end, follower.sent);
      follower.wake();
      announce();
    },
    get isFollowed() {
      return followers.size > 0;
    },
    hasRoom(end) {
      if (followers.size === 0) return true;
      return [...followers.values()].some(({ acknowledged }) => end - acknowledged < windowBytes);
    },
    changed: () => change.promise,
    wakeAll() {
      for (const follower of followers.values()) follower.wake();
    },
  };
}
