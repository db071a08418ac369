import { CroniumError } from "../../shared/errors.ts";
import type { Authentication } from "../../shared/server.ts";
import type { Ids } from "../base/ids.ts";
import type { ServerCredential } from "../executors/executor.ts";
import { readCredential } from "../queue/server-connection.ts";
import type { Vault } from "../secrets/vault.ts";
import type { ServerRow } from "../store/tables.ts";

/** @returns the vault reference of the server's credential, null when it needs none */
export async function storeCredential(
  { vault, ids }: { readonly vault: Pick<Vault, "get" | "set">; readonly ids: Ids },
  authentication: Authentication,
  former: ServerRow | undefined,
): Promise<string | null> {
  if (authentication.kind === "agent") return null;
  const kept = former === undefined ? undefined : await readCredential(vault, former);
  const credential = credentialOf(authentication, kept);
  if (credential === undefined) {
    requireCredential(authentication, former);
    return former?.credential_reference ?? null;
  }
  const reference = `secret_${ids.token()}`;
  await vault.set(reference, JSON.stringify(credential));
  return reference;
}

/**
 * Makes sure that a server has a credential: a new one, or the one it keeps.
 * @throws CroniumError `invalid_input`
 */
export function requireCredential(authentication: Authentication, former: ServerRow | undefined): void {
  if (authentication.kind === "agent" || givesSecret(authentication)) return;
  if (former?.authentication_kind === authentication.kind && former.credential_reference !== null) return;
  const what = authentication.kind === "key" ? "private key" : "password";
  throw new CroniumError("invalid_input", `The server has no ${what} yet`, {
    remedy: `Enter the ${what} once; it is not shown again.`,
    field: authentication.kind === "key" ? "authentication.privateKey" : "authentication.password",
  });
}

/**
 * The credential that is given, as the vault keeps it; undefined when the server is to keep the one it has.
 * @param kept the one it has: a new certificate alone comes to its key
 */
export function credentialOf(
  authentication: Authentication,
  kept: ServerCredential | undefined,
): ServerCredential | undefined {
  if (authentication.kind === "agent") return { kind: "agent" };
  if (authentication.kind === "password") {
    return authentication.password === undefined ? undefined : { kind: "password", password: authentication.password };
  }
  const { privateKey, passphrase, certificate } = authentication;
  if (privateKey !== undefined) {
    return { kind: "key", privateKey, passphrase, ...(typeof certificate === "string" ? { certificate } : {}) };
  }
  if (certificate === undefined || kept?.kind !== "key") return undefined;
  const { certificate: former, ...key } = kept;
  if ((former ?? null) === certificate) return undefined;
  return certificate === null ? key : { ...key, certificate };
}

/** Whether a key or password comes along; a certificate alone does not let anyone in. */
export function givesSecret(authentication: Authentication): boolean {
  return (
    (authentication.kind === "key" && authentication.privateKey !== undefined) ||
    (authentication.kind === "password" && authentication.password !== undefined)
  );
}
