import { CroniumError } from "../../shared/errors.ts";
import type { ListedVault } from "./vault.ts";

/**
 * Copies every entry, and reads each back from where it is to be.
 * @returns how many
 * @throws CroniumError `storage` when the new place does not give back what it was given; the former is as it was
 */
export async function moveEntries(
  from: ListedVault,
  to: ListedVault,
  store: (values: ReadonlyMap<string, string>) => Promise<void>,
): Promise<number> {
  const values = new Map<string, string>();
  for (const reference of await from.references()) {
    const value = await from.get(reference);
    if (value !== undefined) values.set(reference, value);
  }
  await store(values);
  for (const [reference, value] of values) {
    if ((await to.get(reference)) === value) continue;
    throw new CroniumError("storage", `${to.detail} did not give back what was stored; secrets are where they were`, {
      remedy: "Try again, or leave them where they are.",
    });
  }
  return values.size;
}
