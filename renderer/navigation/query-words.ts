/** A whole number above 0 as an address's query gives it, such as an id; undefined for anything else. */
export function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
