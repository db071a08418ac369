import { confirm } from "./confirm.ts";
import type { Client } from "./connect.ts";
import type { Session } from "./session.ts";

const question =
  "No keychain answers on this computer. Keep secrets in an encrypted file, its key beside it? " +
  "(`cronium vault use-file` gives it a passphrase instead.)";

/**
 * Does what stores secrets. Where there is no place for them yet, a person at a terminal is asked to agree to one, and
 * it is done again; elsewhere it fails as it did, which tells the remedy.
 */
export async function withPlaceForSecrets<T>(session: Session, client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (session.io.stdin.isTTY !== true) throw error;
    const { state } = await client.vault.status.query();
    if (state !== "none" || !(await confirm(session, question, ""))) throw error;
    await client.vault.useFile.mutate({});
    return work();
  }
}
