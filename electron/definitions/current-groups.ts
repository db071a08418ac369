import type { DocumentPart } from "../../shared/definition.ts";
import type { DefinedGroup } from "../../shared/group.ts";
import { foldedName } from "../../shared/inherited-options.ts";
import { listGroupLimits } from "../store/group-limits.ts";
import { listGroupOptions } from "../store/group-options.ts";
import type { Database } from "../store/tables.ts";
import { optionsPart } from "./options-document.ts";

/** The groups of servers of which something is said beside their names, in order of name. */
export async function currentGroups(database: Database): Promise<readonly DefinedGroup[]> {
  const found = new Map<string, DefinedGroup>();
  for (const { name, concurrency } of await listGroupLimits(database)) {
    found.set(foldedName(name), { name, concurrency });
  }
  for (const { name, options } of await listGroupOptions(database)) {
    found.set(foldedName(name), { name, ...found.get(foldedName(name)), options });
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

/** A group as the definition file writes it. */
export function groupDocument({ name, concurrency, options = {} }: DefinedGroup): DocumentPart {
  return { name, ...(concurrency === undefined ? {} : { concurrency }), ...optionsPart(options) };
}
