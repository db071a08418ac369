import type { DefinitionChange } from "../../shared/definition.ts";
import type { GroupLimit } from "../../shared/group.ts";
import { foldName } from "./current-definition.ts";
import { compareDocuments } from "./difference.ts";

export interface PlannedGroup {
  readonly change: DefinitionChange;
  readonly limit: GroupLimit;
}

/** Compares the limit that a definition gives a group with the one it has. */
export function planGroup(limit: GroupLimit, current: readonly GroupLimit[]): PlannedGroup {
  const former = current.find(({ name }) => foldName(name) === foldName(limit.name));
  const fields =
    former === undefined
      ? []
      : compareDocuments({ concurrency: former.concurrency }, { concurrency: limit.concurrency });
  const kind = former === undefined ? "create" : fields.length === 0 ? "unchanged" : "update";
  return { change: { kind, noun: "group", name: limit.name, fields, notes: [] }, limit };
}

/** The limits that a definition does not name. */
export function groupsToRemove(limits: readonly GroupLimit[], current: readonly GroupLimit[]): readonly string[] {
  return current
    .map(({ name }) => name)
    .filter((name) => limits.every((limit) => foldName(limit.name) !== foldName(name)));
}
