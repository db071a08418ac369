/**
 * The known names most like one that is not known, best first. A name counts as alike when at most a third of its
 * letters (at least one) would have to change, or when one is the beginning of the other.
 */
export function nearest(wanted: string, known: Iterable<string>, count = 3): string[] {
  const lower = wanted.toLowerCase();
  const tolerance = Math.max(1, Math.floor(wanted.length / 3));
  return [...known]
    .map((name) => {
      const other = name.toLowerCase();
      const begins = lower.length >= 2 && (other.startsWith(lower) || lower.startsWith(other));
      return { name, distance: begins ? Math.min(1, editDistance(lower, other)) : editDistance(lower, other) };
    })
    .filter(({ distance }) => distance <= tolerance)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** "Did you mean a or b?", or nothing when no known name is near. */
export function didYouMean(wanted: string, known: Iterable<string>): string | undefined {
  const names = nearest(wanted, known);
  return names.length === 0 ? undefined : `Did you mean ${names.join(" or ")}?`;
}

/**
 * Edits that turn one text into the other: insertions, deletions, replacements and swaps of neighbours (optimal string
 * alignment, after Damerau and Levenshtein). One row of the table at a time.
 */
export function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
}
