import { didYouMean } from "../../shared/nearest.ts";

/**
 * Says which groups of an event have no server, in words that follow the event's name. It is no error: a group may be
 * filled later, and is looked up at each run.
 * @param filled the groups that servers in use are in
 */
export function emptyGroupNotes(
  groups: readonly string[],
  filled: readonly string[],
  hasOtherServers: boolean,
): readonly string[] {
  const empty = groups.filter((group) => !filled.includes(group));
  if (empty.length === 0) return [];
  const runsSomewhere = hasOtherServers || empty.length < groups.length;
  const what = `${empty.length === 1 ? "its group" : "its groups"} ${empty.join(", ")} ${empty.length === 1 ? "has" : "have"} no server yet`;
  const hints = empty.flatMap((group) => didYouMean(group, filled) ?? []);
  const then = runsSomewhere ? "it runs on the others alone" : "its runs fail until one is put there";
  return [`${what}: ${then}${hints.length === 0 ? "" : ` (${hints.join(" ")})`}`];
}
