import type { VaultImportPreview, VaultStatus } from "../../shared/vault.ts";
import type { Clock } from "../base/clock.ts";
import { recordAudit } from "../store/audit.ts";
import { secretUses } from "../store/secret-uses.ts";
import type { Store } from "../store/store.ts";
import type { ChangeableVault } from "./changeable-vault.ts";
import { readExport, writeExport, type ReadExport } from "./export-file.ts";
import { secretOf } from "./secret-sweep.ts";

export interface VaultParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly vault: ChangeableVault;
}

/** Said of what this database knows nothing of. */
const noUse = "nothing here refers to it";

export async function readVaultStatus({ store, vault }: Omit<VaultParts, "clock">): Promise<VaultStatus> {
  const facts = await vault.status();
  const references = facts.state === "open" ? await vault.references() : [];
  const secrets = new Set(references.map(secretOf));
  const uses = await secretUses(store.read);
  return {
    ...facts,
    secrets: secrets.size,
    unused: [...secrets].filter((reference) => !uses.has(reference)).length,
    damaged: [...new Set(facts.damaged.map((reference) => uses.get(secretOf(reference)) ?? noUse))],
  };
}

/** Writes down what a person has done about the vault; never what is in it. */
export async function recordVaultAction(
  { store, clock }: Pick<VaultParts, "store" | "clock">,
  action: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await recordAudit(store.write, { actor: "user", action: `vault.${action}`, subject: "vault", detail }, clock.now());
}

/** Writes down that the secrets file is not as it was left; nothing when it is. */
export async function recordTampering({ store, clock, vault }: VaultParts): Promise<void> {
  if (vault.backend !== "file" || vault.state !== "open") return;
  const { problems, damaged } = await readVaultStatus({ store, vault });
  if (problems.length + damaged.length === 0) return;
  const row = { actor: "program", action: "vault.tampered", subject: "vault", detail: { problems, damaged } } as const;
  await recordAudit(store.write, row, clock.now());
}

/** All secrets, sealed with a passphrase. @returns the text of the file */
export async function exportVault(
  parts: VaultParts,
  passphrase: string,
): Promise<{ readonly text: string; readonly secrets: number }> {
  const entries = new Map<string, string>();
  for (const reference of await parts.vault.references()) {
    const value = await parts.vault.get(reference);
    if (value !== undefined) entries.set(reference, value);
  }
  const text = await writeExport(entries, passphrase, parts.clock.now());
  const secrets = new Set([...entries.keys()].map(secretOf)).size;
  await recordVaultAction(parts, "export", { secrets });
  return { text, secrets };
}

/** What an import would change; nothing is. */
export async function previewImport(
  { store, vault }: Omit<VaultParts, "clock">,
  text: string,
  passphrase: string,
): Promise<VaultImportPreview> {
  const file = await readExport(text, passphrase);
  const uses = await secretUses(store.read);
  const compared = await compare(vault, file);
  const secrets = compared.filter(({ reference }) => secretOf(reference) === reference);
  return {
    exportedAt: file.exportedAt,
    entries: secrets.map(({ reference, kind }) => ({ reference, kind, use: uses.get(reference) ?? noUse })),
  };
}

/**
 * Takes over what an export has.
 * @param replace whether secrets that have another value here get that of the export; otherwise they stay
 */
export async function importVault(
  parts: VaultParts,
  text: string,
  passphrase: string,
  replace: boolean,
): Promise<{ readonly added: number; readonly replaced: number; readonly kept: number }> {
  const file = await readExport(text, passphrase);
  const compared = await compare(parts.vault, file);
  const isTaken = new Map(
    compared.map(({ reference, kind }) => [reference, kind === "new" || (replace && kind === "different")]),
  );
  // What a secret was before comes along with it, or stays out with it.
  const taken = compared.filter(({ reference }) => isTaken.get(secretOf(reference)) === true);
  await parts.vault.setAll(new Map(taken.map(({ reference }) => [reference, file.entries.get(reference) ?? ""])));
  const count = (kind: string, among = compared): number =>
    among.filter((entry) => entry.kind === kind && secretOf(entry.reference) === entry.reference).length;
  const result = { added: count("new", taken), replaced: count("different", taken) };
  const kept = count("same") + count("different") - result.replaced;
  await recordVaultAction(parts, "import", { ...result, kept });
  return { ...result, kept };
}

async function compare(
  vault: Pick<ChangeableVault, "get">,
  { entries }: ReadExport,
): Promise<{ readonly reference: string; readonly kind: "new" | "same" | "different" }[]> {
  const compared: { reference: string; kind: "new" | "same" | "different" }[] = [];
  for (const [reference, value] of entries) {
    const here = await vault.get(reference);
    compared.push({ reference, kind: here === undefined ? "new" : here === value ? "same" : "different" });
  }
  return compared;
}
