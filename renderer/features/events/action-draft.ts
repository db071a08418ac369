import type { ActionInput } from "../../../shared/action.ts";
import type { ActionTrigger, MessageKind } from "../../../shared/words.ts";

/** One conditional action as it is edited. What a person may switch between is kept side by side. */
export interface ActionRow {
  /** Tells rows apart while they change places. */
  readonly id: number;
  readonly when: ActionTrigger;
  readonly does: MessageKind;
  readonly eventId: number | undefined;
  readonly url: string;
  readonly signed: boolean;
  readonly secret: string;
  /** The place of the action whose secret is kept as long as no other is entered. */
  readonly storedAt: number | undefined;
}

export function newAction(id: number): ActionRow {
  return {
    id,
    when: "ON_FAILURE",
    does: "notify",
    eventId: undefined,
    url: "",
    signed: false,
    secret: "",
    storedAt: undefined,
  };
}

/** What saved actions look like once they have crossed the pipe. */
type LoadedAction =
  | Exclude<ActionInput, { readonly do: "call_url" }>
  | {
      readonly when: ActionTrigger;
      readonly do: "call_url";
      readonly url: string;
      readonly secret?: string | undefined;
      readonly keepSecretOf?: number | undefined;
    };

export function draftActions(actions: readonly LoadedAction[]): readonly ActionRow[] {
  return actions.map((action, id): ActionRow => {
    const row: ActionRow = { ...newAction(id), when: action.when, does: action.do };
    if (action.do === "run_event") return { ...row, eventId: action.eventId };
    if (action.do === "notify") return row;
    return { ...row, url: action.url, signed: action.keepSecretOf !== undefined, storedAt: action.keepSecretOf };
  });
}

/** A row as the core takes it. @param complain is told what stands in the way, by the part of the row */
export function readAction(row: ActionRow, complain: (part: string, message: string) => void): ActionInput {
  const { when, secret, storedAt } = row;
  switch (row.does) {
    case "notify":
      return { when, do: "notify" };
    case "run_event":
      if (row.eventId === undefined) complain("eventId", "Choose the event to run");
      return { when, do: "run_event", eventId: row.eventId ?? 0 };
    case "call_url": {
      const url = row.url.trim();
      if (url === "") complain("url", "Give the address to call, such as https://example.com/hook");
      const call = { when, do: "call_url" as const, url };
      if (!row.signed) return call;
      if (secret !== "") return { ...call, secret };
      if (storedAt !== undefined) return { ...call, keepSecretOf: storedAt };
      complain("secret", "Enter the secret; it is not shown again");
      return call;
    }
  }
}

/** The rows with one of them a place further up or down; unchanged at the ends. */
export function movedRow(rows: readonly ActionRow[], index: number, by: -1 | 1): readonly ActionRow[] {
  const other = rows[index + by];
  const row = rows[index];
  if (row === undefined || other === undefined) return rows;
  return rows.map((one) => (one === row ? other : one === other ? row : one));
}
