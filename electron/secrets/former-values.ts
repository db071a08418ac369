import { VaultClosedError, type Vault } from "./vault.ts";

/** So many replaced values of one secret are kept: a run that holds an older one was begun many changes ago. */
const mostFormerValues = 5;

/** Entries of their own, newest first: a keychain takes only so much in one. */
function formerReferences(reference: string): readonly string[] {
  return Array.from({ length: mostFormerValues }, (_, index) => `${reference}.former.${String(index + 1)}`);
}

/**
 * Gives a secret a new value under its reference and keeps the former ones: a run that was begun with one of them may
 * still print it.
 */
export async function replaceSecret(
  vault: Pick<Vault, "get" | "set">,
  reference: string,
  value: string,
): Promise<void> {
  const present = await readPresent(vault, reference);
  if (present === value) return;
  if (present !== undefined) {
    const values = [present, ...(await formerValues(vault, reference)).filter((former) => former !== present)];
    // The oldest first: a stop in between leaves a value twice, and none out.
    const entries = formerReferences(reference).flatMap((entry, index) => {
      const former = values[index];
      return former === undefined ? [] : [[entry, former] as const];
    });
    for (const [entry, former] of entries.reverse()) await vault.set(entry, former);
  }
  await vault.set(reference, value);
}

/** What cannot be read can still be given a new value; a vault that is closed as a whole refuses that by itself. */
async function readPresent(vault: Pick<Vault, "get">, reference: string): Promise<string | undefined> {
  try {
    return await vault.get(reference);
  } catch (error) {
    if (error instanceof VaultClosedError) return undefined;
    throw error;
  }
}

/** The values that a secret had before, the newest first. */
export async function formerValues(vault: Pick<Vault, "get">, reference: string): Promise<readonly string[]> {
  const values: string[] = [];
  for (const entry of formerReferences(reference)) {
    const value = await vault.get(entry);
    if (value === undefined) break;
    values.push(value);
  }
  return values;
}

/**
 * Stores the value that takes the place of another under a reference of its own, with the former ones beside it. The
 * other stays as it is until it is deleted: whatever refers to it goes on as if nothing had happened.
 */
export async function succeedSecret(
  vault: Pick<Vault, "get" | "set">,
  former: string,
  reference: string,
  value: string,
): Promise<void> {
  const present = await readPresent(vault, former);
  const earlier = present === undefined ? [] : [present, ...(await formerValues(vault, former))];
  const distinct = new Set(earlier.filter((one) => one !== undefined && one !== value));
  const places = formerReferences(reference);
  for (const [index, one] of [...distinct].slice(0, mostFormerValues).entries()) {
    await vault.set(places[index] ?? "", one ?? "");
  }
  await vault.set(reference, value);
}

/** Removes a secret and the values it had before; while the vault is closed they stay, and go by themselves later. */
export async function deleteSecret(vault: Pick<Vault, "get" | "delete">, reference: string): Promise<void> {
  try {
    for (const entry of [...formerReferences(reference)].reverse()) {
      if ((await vault.get(entry)) !== undefined) await vault.delete(entry);
    }
    await vault.delete(reference);
  } catch (error) {
    if (!(error instanceof VaultClosedError)) throw error;
  }
}
