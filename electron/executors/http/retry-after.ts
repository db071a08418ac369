/**
 * Reads how long a server asks to be left alone: seconds or a date, RFC 9110 section 10.2.3.
 * @param now epoch milliseconds
 * @returns milliseconds; undefined when it does not say so in a way that can be read
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
