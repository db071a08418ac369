/** Random choices that a seed repeats exactly. */
export interface SeededRandom {
  /** A whole number in first..last, both included. */
  integer(first: number, last: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** A copy in random order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
}

/** Tommy Ettinger's mulberry32 (public domain): 32 bits of state, ample for choosing test cases. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed | 0;
  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    integer: (first, last) => first + Math.floor(fraction() * (last - first + 1)),
    pick(items) {
      const item = items[Math.floor(fraction() * items.length)];
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, key: fraction() }))
        .sort((left, right) => left.key - right.key)
        .map(({ item }) => item),
    chance: (probability) => fraction() < probability,
  };
}
