import { NotANumber } from "./variable-errors.ts";

/**
 * @param text the present value as JSON; undefined counts as 0
 * @returns the sum as JSON
 * @throws NotANumber for anything but a number, and when the sum is too large for one
 */
export function addTo(key: string, text: string | undefined, amount: number): string {
  const present: unknown = text === undefined ? 0 : JSON.parse(text);
  if (typeof present !== "number") throw new NotANumber(key, "is no number, so nothing can be added to it");
  const sum = present + amount;
  if (!Number.isFinite(sum)) throw new NotANumber(key, "would become larger than any number");
  return JSON.stringify(sum);
}
