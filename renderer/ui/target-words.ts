/** Where a job or execution runs, for a person. */
export function targetWords(target: string): string {
  return target === "this-computer" ? "this computer" : target;
}
