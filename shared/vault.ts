import { z } from "zod";
import type { VaultBackend, VaultState } from "./words.ts";

/** Where secrets are kept, and how that is. */
export interface VaultStatus {
  readonly backend: VaultBackend;
  readonly state: VaultState;
  /** Where, for a person. */
  readonly detail: string;
  /** Whether the encrypted file has a passphrase. */
  readonly hasPassphrase: boolean;
  /** The keychain that answers on this computer, whether it is used or not; undefined: none does. */
  readonly keychain: string | undefined;
  /** How many secrets there are, former values left out. */
  readonly secrets: number;
  /** How many of them nothing refers to. */
  readonly unused: number;
  /** What is wrong, for a person. */
  readonly problems: readonly string[];
  /** What the secrets belong to that were tampered with. */
  readonly damaged: readonly string[];
}

/** Anything one can remember; what it is worth is its owner's to judge, but a few letters are worth nothing. */
export const newPassphrase = z
  .string()
  .min(8, "a passphrase has at least 8 characters")
  .max(1_000, "a passphrase has at most 1,000 characters");

/** A secret in an export beside what is here: not here yet, the same, or another value. */
const importKinds = ["new", "same", "different"] as const;
export type ImportKind = (typeof importKinds)[number];

/** What an import would do, by what each secret belongs to; values are never told. */
export interface VaultImportPreview {
  /** When the export was made, epoch milliseconds. */
  readonly exportedAt: number;
  readonly entries: readonly { readonly reference: string; readonly use: string; readonly kind: ImportKind }[];
}

/** The largest export that is read, bytes: thousands of keys. */
export const largestExportBytes = 8_000_000;
