/** Quotes a value for a POSIX shell, whatever it holds (but NUL, which no shell can hold). */
export function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
