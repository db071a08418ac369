import type { DefinitionChange } from "../../shared/definition.ts";
import type { DefinedGroup } from "../../shared/group.ts";
import { foldName } from "./current-definition.ts";
import { groupDocument } from "./current-groups.ts";
import { compareDocuments } from "./difference.ts";

export interface PlannedGroup {
  readonly change: DefinitionChange;
  readonly group: DefinedGroup;
}

/** Compares what a definition says of a group with what is. */
export function planGroup(group: DefinedGroup, current: readonly DefinedGroup[]): PlannedGroup {
  const former = current.find(({ name }) => foldName(name) === foldName(group.name));
  const fields =
    former === undefined ? [] : compareDocuments(groupDocument({ ...former, name: group.name }), groupDocument(group));
  const kind = former === undefined ? "create" : fields.length === 0 ? "unchanged" : "update";
  return { change: { kind, noun: "group", name: group.name, fields, notes: [] }, group };
}

/** The groups of which a definition says nothing. */
export function groupsToRemove(groups: readonly DefinedGroup[], current: readonly DefinedGroup[]): readonly string[] {
  return current
    .map(({ name }) => name)
    .filter((name) => groups.every((group) => foldName(group.name) !== foldName(name)));
}
