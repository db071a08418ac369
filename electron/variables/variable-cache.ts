import { LRUCache } from "lru-cache";
import type { CacheCounts } from "./variable-book.ts";

/** What an entry takes besides its texts, bytes: the objects and the place in the table, as measured on 64-bit Node. */
const entryOverheadBytes = 256;

/** Values by key, as the database has them at this moment or not at all. */
export interface ExactCache<Value extends object> {
  /** From memory, else by `load`, which whoever asks meanwhile shares. */
  read(key: string, load: () => Promise<Value>): Promise<Value>;
  /**
   * The values of these keys may have changed: nothing is remembered of them, and no read that is under way is
   * remembered, or shared with one that begins later. To be called after a change and before it is answered, whatever
   * became of it.
   */
  forget(keys: readonly string[]): void;
  readonly counts: CacheCounts;
}

interface Reading<Value> {
  readonly value: Promise<Value>;
  /** A change has ended since it began: others may not rely on it. */
  isStale: boolean;
}

/** @param sizeOf bytes of a value */
export function createExactCache<Value extends object>(
  mostBytes: number,
  sizeOf: (value: Value) => number,
): ExactCache<Value> {
  const kept = new LRUCache<string, Value>({
    maxSize: mostBytes,
    sizeCalculation: (value, key) => entryOverheadBytes + key.length + sizeOf(value),
  });
  const readings = new Map<string, Reading<Value>>();
  let hits = 0;
  let misses = 0;

  function begin(key: string, load: () => Promise<Value>): Reading<Value> {
    const end = (): void => {
      if (readings.get(key) === reading) readings.delete(key);
    };
    const loaded = async (): Promise<Value> => {
      try {
        const value = await load();
        if (!reading.isStale) kept.set(key, value);
        return value;
      } finally {
        end();
      }
    };
    const reading: Reading<Value> = { value: Promise.resolve().then(loaded), isStale: false };
    readings.set(key, reading);
    return reading;
  }

  return {
    read(key, load) {
      const known = kept.get(key);
      if (known !== undefined) {
        hits += 1;
        return Promise.resolve(known);
      }
      misses += 1;
      return (readings.get(key) ?? begin(key, load)).value;
    },
    forget(keys) {
      for (const key of keys) {
        kept.delete(key);
        const reading = readings.get(key);
        if (reading === undefined) continue;
        reading.isStale = true;
        readings.delete(key);
      }
    },
    get counts() {
      return { hits, misses };
    },
  };
}
