/** A list of numbers that only grows and is emptied, without an object for each. */
export interface GrowingNumbers {
  readonly length: number;
  push(value: number): void;
  at(index: number): number;
  /** Index of the last value that is at most this one; the values must be in order. -1 when there is none. */
  lastAtMost(value: number): number;
  clear(): void;
}

export function createGrowingNumbers(): GrowingNumbers {
  let values = new Float64Array(256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = new Float64Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    at: (index) => values[index] ?? NaN,
    lastAtMost(value) {
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] ?? NaN) <= value) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    },
    clear() {
      length = 0;
    },
  };
}
