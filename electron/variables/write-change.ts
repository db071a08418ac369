import { CroniumError } from "../../shared/errors.ts";
import { recordAudit } from "../store/audit.ts";
import type { VariableRow } from "../store/runtime-tables.ts";
import type { Database } from "../store/tables.ts";
import { deleteVariable, findVariable, insertVariable, updateVariable } from "../store/variables.ts";
import { addTo } from "./add-to-number.ts";
import type { ChangedVariable, VariableAuthor, VariableChange } from "./variable-book.ts";
import { VersionConflict } from "./variable-errors.ts";

/** What is asked for, with the value as JSON. */
export type PlannedChange =
  | (Omit<Extract<VariableChange, { kind: "set" }>, "value"> & { readonly text: string | undefined })
  | Extract<VariableChange, { kind: "remove" }>
  | { readonly kind: "increment"; readonly key: string; readonly amount: number };

/** A value that is in the vault already, made for the variable as it was at that version. */
export interface StoredSecret {
  readonly reference: string;
  readonly text: string;
  readonly forVersion: number;
  /** The reference it takes the place of. */
  readonly former: string | null;
}

/** A secret has changed since its new value was prepared: it is to be prepared anew. */
export class OutpacedChange extends CroniumError {
  constructor(key: string) {
    super("conflict", `The secret variable ${key} was changed at the same time`, { remedy: "Try it again." });
  }
}

export interface WrittenChange extends ChangedVariable {
  /** The value it has now as JSON; undefined once it is removed, or where it was not looked at. */
  readonly text: string | undefined;
  /** Nothing refers to it any more once this is committed. */
  readonly unused: string | null;
  /** The secret that was prepared is in use. */
  readonly usesSecret: boolean;
}

/**
 * Writes one change in a transaction.
 * @throws VersionConflict, NotANumber, OutpacedChange, CroniumError `invalid_input`
 */
export async function writeChange(
  transaction: Database,
  change: PlannedChange,
  secret: StoredSecret | undefined,
  { by, now }: { readonly by: VariableAuthor; readonly now: number },
): Promise<WrittenChange> {
  const { key } = change;
  const row = await findVariable(transaction, key);
  const ifVersion = change.kind === "increment" ? undefined : change.ifVersion;
  if (ifVersion !== undefined && ifVersion !== (row?.version ?? 0)) throw new VersionConflict(key, row?.version ?? 0);
  const action = change.kind === "remove" ? "variable.delete" : "variable.set";
  if (by === "user" && (change.kind !== "remove" || row !== undefined)) {
    await recordAudit(transaction, { actor: "user", action, subject: `variable ${key}` }, now);
  }
  if (change.kind === "remove") {
    if (row !== undefined) await deleteVariable(transaction, key);
    const unused = row?.secret_reference ?? null;
    return { key, version: undefined, existed: row !== undefined, text: undefined, unused, usesSecret: false };
  }
  const valueOf = change.kind === "increment" ? addition(change.amount) : replacement(change);
  const { value, reference, text } = valueOf(key, row, secret);
  const description = change.kind === "set" ? change.description : undefined;
  const written: VariableRow = {
    key,
    value,
    secret_reference: reference,
    description: description ?? row?.description ?? "",
    version: (row?.version ?? 0) + 1,
    created_at: row?.created_at ?? now,
    updated_at: now,
    updated_by: by,
  };
  await (row === undefined ? insertVariable(transaction, written) : updateVariable(transaction, written));
  const unused = row !== undefined && row.secret_reference !== reference ? row.secret_reference : null;
  const usesSecret = secret !== undefined && reference === secret.reference;
  return { key, version: written.version, existed: row !== undefined, text, unused, usesSecret };
}

interface NewValue {
  readonly value: string;
  readonly reference: string | null;
  readonly text: string | undefined;
}

type ValueOf = (key: string, row: VariableRow | undefined, secret: StoredSecret | undefined) => NewValue;

function replacement({ text, secret: asSecret }: Extract<PlannedChange, { kind: "set" }>): ValueOf {
  return (key, row, secret) => {
    const wasSecret = (row?.secret_reference ?? null) !== null;
    if (asSecret ?? wasSecret) {
      if (wasSecret && text === undefined) {
        return { value: "null", reference: row?.secret_reference ?? null, text: undefined };
      }
      return inVault(key, row, secret);
    }
    if (wasSecret && text === undefined) {
      throw new CroniumError("invalid_input", `The value of ${key} stays hidden`, {
        remedy: "Give it a new value to make it one that everybody may read.",
        field: "value",
      });
    }
    const value = text ?? row?.value ?? "null";
    return { value, reference: null, text: value };
  };
}

function addition(amount: number): ValueOf {
  return (key, row, secret) => {
    if ((row?.secret_reference ?? null) !== null) return inVault(key, row, secret);
    const value = addTo(key, row?.value, amount);
    return { value, reference: null, text: value };
  };
}

function inVault(key: string, row: VariableRow | undefined, secret: StoredSecret | undefined): NewValue {
  const isForThis = secret?.forVersion === (row?.version ?? 0) && secret.former === (row?.secret_reference ?? null);
  if (secret === undefined || !isForThis) throw new OutpacedChange(key);
  return { value: "null", reference: secret.reference, text: secret.text };
}
