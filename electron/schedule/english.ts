/** "1st", "2nd", "11th", "23rd" */
export function ordinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  const suffix = teens ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th");
  return `${String(value)}${suffix}`;
}

/** "a", "a and b", "a, b and c" */
export function listWords(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** Ascending numbers as [first, last] pairs: three or more in a row become one pair, others stand alone. */
export function runs(values: readonly number[]): [first: number, last: number][] {
  const pairs: [number, number][] = [];
  let start = 0;
  for (let index = 1; index <= values.length; index++) {
    if (values[index] === (values[index - 1] ?? 0) + 1) continue;
    const row = values.slice(start, index);
    const [first, last] = [row[0], row.at(-1)];
    if (first !== undefined && last !== undefined && row.length >= 3) pairs.push([first, last]);
    else for (const value of row) pairs.push([value, value]);
    start = index;
  }
  return pairs;
}

/**
 * The step of a list that goes evenly from 0 through 0..size-1, such as 15 for 0, 15, 30, 45 of 60. Undefined when it
 * does not, or when 0 is all there is.
 */
export function evenStep(values: readonly number[], size: number): number | undefined {
  const step = size / values.length;
  const isEven = values.length > 1 && values.every((value, index) => value === index * step);
  return isEven ? step : undefined;
}

/** "a, b and 3 more": the first `most` of `total` words; all of them when that leaves out just one. */
export function listSome(words: readonly string[], most: number, total = words.length): string {
  const shown = total <= most + 1 ? words : words.slice(0, most);
  const rest = total - shown.length;
  return listWords(rest > 0 ? [...shown, `${rest.toLocaleString("en")} more`] : shown);
}

/** "once", "twice", "1,024 times" */
export function timesText(count: number): string {
  if (count === 1) return "once";
  return count === 2 ? "twice" : `${count.toLocaleString("en")} times`;
}
