/** `1 event`, `3 events`, `0 events`. @param many the plural where it is not an added s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
