import { counted } from "../../ui/plural.ts";
import type { Search } from "./use-search.ts";

/** How a search stands, in one sentence. */
export function searchWords({ step, state, hits }: Pick<Search, "step" | "state" | "hits">): string {
  const jobs = new Set(hits.map((hit) => hit.jobId)).size;
  const matches = hits.reduce((sum, hit) => sum + hit.matches.length, 0);
  const more = hits.some((hit) => hit.more) ? "at least " : "";
  const found =
    matches === 0 ? "Nothing found" : `${more}${counted(matches, "match", "matches")} in ${counted(jobs, "job")}`;
  const words = found.charAt(0).toUpperCase() + found.slice(1);
  if (step === undefined) return state === "searching" ? "Searching…" : "";
  const share = `${step.logsDone.toLocaleString("en-GB")} of ${counted(step.logs, "log")}`;
  if (state === "searching") return `${matches === 0 ? "Nothing found so far" : words}, searched ${share}…`;
  if (state === "cancelled") return `${words}; stopped after ${share}.`;
  return step.next === undefined
    ? `${words} in ${counted(step.logs, "log")} searched.`
    : `${words}; searched ${share}.`;
}
