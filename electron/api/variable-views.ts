import type {
  VariableChanger,
  VariableKind,
  VariableSummary,
  VariableUsage,
  VariableUse,
} from "../../shared/variable.ts";
import { eventsThatHold, usesOfVariable, type NamedUse, type VariableListRow } from "../store/variable-list.ts";
import type { Database } from "../store/tables.ts";

export function summariseVariable(row: VariableListRow): VariableSummary {
  const isSecret = row.is_secret === 1;
  return {
    key: row.key,
    description: row.description,
    isSecret,
    version: row.version,
    kind: isSecret ? undefined : kindOf(row.start),
    bytes: isSecret ? undefined : row.bytes,
    preview: isSecret ? undefined : row.start,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: changerOf(row.updated_by, row.event_name),
    readers: row.readers,
    writers: row.writers,
  };
}

/** By the first character of the JSON, which tells. */
function kindOf(text: string): VariableKind {
  switch (text.charAt(0)) {
    case '"':
      return "text";
    case "{":
      return "object";
    case "[":
      return "list";
    case "t":
    case "f":
      return "boolean";
    case "n":
      return "null";
    default:
      return "number";
  }
}

function changerOf(by: string, name: string | null): VariableChanger {
  const eventId = /^event (\d+)$/.exec(by)?.[1];
  return eventId === undefined
    ? { kind: "user" }
    : { kind: "event", eventId: Number(eventId), name: name ?? undefined };
}

/** Who uses a variable: runs that did, and events that mention it though none of their runs has. */
export async function viewUsage(database: Database, key: string): Promise<VariableUsage> {
  const uses = (await usesOfVariable(database, key)).map(viewUse);
  const known = new Set(uses.map(({ eventId }) => eventId));
  const mention = mentionOf(key);
  const holders = await eventsThatHold(database, key);
  const mentions = holders
    .filter(({ id, script, request }) => !known.has(id) && (mention.test(script) || mention.test(request ?? "")))
    .map(({ id, name }) => ({ eventId: id, eventName: name }));
  return { uses, mentions };
}

function viewUse(use: NamedUse): VariableUse {
  return {
    eventId: use.event_id,
    eventName: use.event_name,
    kind: use.kind,
    count: use.count,
    lastAt: use.last_at,
    lastJobId: use.has_job === 1 ? use.last_job_id : undefined,
  };
}

/** The key as a word of its own: `RUN` is not in `RUNNER`, nor in `DRY_RUN`. */
function mentionOf(key: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9_])${key.replaceAll(".", "\\.")}(?![A-Za-z0-9_])`);
}
