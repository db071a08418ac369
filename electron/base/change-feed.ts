/** Something a person may be looking at has changed; `id` is absent when the whole noun should be read again. */
export interface Change {
  readonly noun:
    | "event"
    | "job"
    | "execution"
    | "occurrence"
    | "absence"
    | "calendar"
    | "server"
    | "terminal"
    | "variable"
    | "setting"
    | "message"
    | "system";
  readonly id?: string | number;
}

export interface NumberedChange {
  /** Position in this run of the program, from 1. */
  readonly sequence: number;
  readonly change: Change;
}

/**
 * Announces changes after they are committed. It is a hint, never the truth: it keeps the last few thousand so that
 * a reader who was cut off can take up where it stopped, and tells it to read everything again when it cannot.
 */
export interface ChangeFeed {
  announce(change: Change): void;
  /** Changes after `sequence`, or undefined when they are no longer all known. */
  since(sequence: number): readonly NumberedChange[] | undefined;
  readonly latest: number;
  /** Calls back on each change; the returned function ends it. */
  listen(listener: (change: NumberedChange) => void): () => void;
}

export function createChangeFeed(capacity = 5_000): ChangeFeed {
  const recent: NumberedChange[] = [];
  const listeners = new Set<(change: NumberedChange) => void>();
  let sequence = 0;
  return {
    announce(change) {
      const numbered = { sequence: ++sequence, change };
      recent.push(numbered);
      if (recent.length > capacity) recent.shift();
      for (const listener of listeners) listener(numbered);
    },
    since(from) {
      if (from > sequence || from < (recent[0]?.sequence ?? sequence + 1) - 1) return undefined;
      return recent.filter((entry) => entry.sequence > from);
    },
    get latest() {
      return sequence;
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
