import type { DefinitionChange, FieldChange } from "../../shared/definition.ts";
import type { Authentication, ServerFields } from "../../shared/server.ts";
import type { ServerCredential } from "../executors/executor.ts";
import type { ServerRow } from "../store/tables.ts";
import { currentServerDocument, sameName, type CurrentServer } from "./current-definition.ts";
import { compareDocuments, hiddenSecret } from "./difference.ts";
import { serverDocument } from "./document.ts";
import { credentialOf, givesSecret, requireCredential } from "./server-credential.ts";

export interface PlannedServer {
  readonly change: DefinitionChange;
  /** Without the credential when the vault has the same already. */
  readonly fields: ServerFields;
  readonly former: ServerRow | undefined;
}

/** Compares one server of a definition with what is. @throws CroniumError `invalid_input` without any credential */
export function planServer(fields: ServerFields, servers: readonly CurrentServer[]): PlannedServer {
  const current = servers.find(({ row }) => sameName(row.name, fields.name));
  requireCredential(fields.authentication, current?.row);
  if (current === undefined) {
    const change: DefinitionChange = { kind: "create", noun: "server", name: fields.name, fields: [], notes: [] };
    return { change, fields, former: undefined };
  }
  const known = currentServerDocument(current);
  const passphraseKept = current.credential?.kind === "key" && current.credential.passphrase !== undefined;
  const wanted = serverDocument({
    ...fields,
    authenticationKind: fields.authentication.kind,
    hasPassphrase: hasPassphrase(fields.authentication) || (!givesSecret(fields.authentication) && passphraseKept),
    hasCertificate: hasCertificate(fields.authentication, current.credential),
    // Saying nothing of the key leaves it as it is.
    hostKey: fields.hostKey?.replace(/=$/, "") ?? (known["hostKey"] as string | undefined),
  });
  const changes: FieldChange[] = compareDocuments(known, wanted);
  const credential = credentialOf(fields.authentication, current.credential);
  const sameCredential = credential === undefined || sameSecret(credential, current.credential);
  if (!sameCredential && !changes.some(({ path }) => path === "auth" || path.startsWith("auth."))) {
    changes.push({ path: "auth", from: hiddenSecret, to: hiddenSecret });
  }
  if (current.row.archived_at !== null) changes.push({ path: "archived", from: "yes", to: "no" });
  return {
    change: {
      kind: changes.length === 0 ? "unchanged" : "update",
      noun: "server",
      name: fields.name,
      fields: changes,
      notes: [],
    },
    fields: {
      ...fields,
      ...(sameCredential ? { authentication: { kind: fields.authentication.kind } } : {}),
    },
    former: current.row,
  };
}

function hasPassphrase(authentication: Authentication): boolean {
  return authentication.kind === "key" && authentication.passphrase !== undefined;
}

function hasCertificate(authentication: Authentication, kept: ServerCredential | undefined): boolean {
  const credential = credentialOf(authentication, kept) ?? kept;
  return credential?.kind === "key" && credential.certificate !== undefined;
}

function sameSecret(wanted: ServerCredential, known: ServerCredential | undefined): boolean {
  switch (wanted.kind) {
    case "agent":
      return known?.kind === "agent";
    case "password":
      return known?.kind === "password" && known.password === wanted.password;
    case "key":
      return (
        known?.kind === "key" &&
        known.privateKey === wanted.privateKey &&
        known.passphrase === wanted.passphrase &&
        known.certificate === wanted.certificate
      );
  }
}
