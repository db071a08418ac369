import { VaultClosedError } from "./vault.ts";

/** The keychain works, but does not give this one entry. */
export function unreadableSecretError(cause: unknown): VaultClosedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VaultClosedError(
    `The keychain does not give this secret: ${reason}`,
    "Let Cronium read it in the keychain's own program, or give it its value anew.",
  );
}

/** Secrets are in a keychain that has answered before: none of them is missing. */
export function silentKeychainError(reason: string): VaultClosedError {
  return new VaultClosedError(
    `The keychain does not answer: ${reason}`,
    "Unlock or start it; Settings › Secrets and `cronium vault status` look for it at once.",
  );
}

export function noPlaceError(): VaultClosedError {
  return new VaultClosedError(
    "There is no place for secrets yet: no keychain answers on this computer",
    "Agree to an encrypted file in Settings › Secrets or with `cronium vault use-file`, or start a keychain.",
  );
}
