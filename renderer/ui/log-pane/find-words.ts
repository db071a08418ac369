import type { FoundPlaces } from "./search-source.ts";
import type { LogSearch } from "./use-log-search.ts";

const number = (count: number): string => count.toLocaleString("en-GB");

/** "2 of 17", "17 found so far, 40 %": how a search in a log stands. */
export function foundWords(
  search: Pick<LogSearch<unknown>, "pattern" | "index" | "stepping" | "wrapped"> & {
    readonly progress: Omit<FoundPlaces<unknown>, "places"> | undefined;
  },
): string {
  const { pattern, progress, index, stepping, wrapped } = search;
  if (pattern.text === "") return "";
  if (progress === undefined) return stepping ? "Looking…" : "";
  const { total, read, size, ended } = progress;
  const share = size === 0 ? 100 : Math.floor((100 * read) / size);
  const going = ended ? "" : `, ${String(share)} % searched`;
  if (total === 0) return ended ? "Not found" : `None so far${going}`;
  const words = index < 0 ? `${number(total)} found` : `${number(index + 1)} of ${number(total)}`;
  return `${words}${going}${wrapped ? ", went round" : ""}`;
}
