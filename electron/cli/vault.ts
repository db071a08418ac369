import type { Command } from "commander";
import type { Attach } from "./action.ts";
import type { VaultAnswer } from "./answers.ts";
import { withClient } from "./connect.ts";
import { readNewPassphrase, readPassphrase, type NewPassphraseFlags } from "./read-passphrase.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { addVaultMoving } from "./vault-moving.ts";

const placeWords = { keychain: "keychain", file: "encrypted file", none: "nowhere" } as const;

/** Where secrets are kept, and how they get elsewhere. */
export function addVault(program: Command, attach: Attach): void {
  const vault = program.command("vault").description("where secrets are kept: status, consent, passphrase, moving");
  attach(vault.command("status").description("where secrets are, how many, and what is wrong with them"), status);
  attach<NewPassphraseFlags>(
    vault
      .command("use-file")
      .description("agree that secrets are kept in an encrypted file where no keychain answers")
      .option("--passphrase-file <file>", "with the passphrase in this file's first line; - reads it from stdin")
      .option(
        "--no-passphrase",
        "without a passphrase: its key lies beside it, for whoever can read this account's files",
      ),
    useFile,
  );
  attach<{ readonly passphraseFile?: string }>(
    vault
      .command("unlock")
      .description("give the running Cronium the passphrase of its secrets file")
      .option("--passphrase-file <file>", "with the passphrase in this file's first line; - reads it from stdin"),
    unlock,
  );
  attach<ChangeFlags>(
    vault
      .command("change-passphrase")
      .description("seal the secrets file anew: with another passphrase, with one for the first time, or without")
      .option("--present-file <file>", "the passphrase it has now, in this file's first line")
      .option("--passphrase-file <file>", "the new passphrase, in this file's first line; - reads it from stdin")
      .option("--no-passphrase", "without a passphrase from now on: its key lies beside it"),
    changePassphrase,
  );
  addVaultMoving(vault, attach);
}

interface ChangeFlags extends NewPassphraseFlags {
  readonly presentFile?: string;
}

function vaultLines(found: VaultAnswer): string[] {
  const unused = found.unused === 0 ? "" : `, ${String(found.unused)} of them used by nothing`;
  const rows = [
    ["place", `${placeWords[found.backend]}${found.state === "open" ? "" : ` (${found.state})`}`],
    ["detail", plainText(found.detail)],
    ...(found.state === "open" ? [["secrets", `${String(found.secrets)}${unused}`]] : []),
    ...(found.backend === "keychain" || found.keychain === undefined
      ? []
      : [["keychain", `${found.keychain} answers`]]),
    ...found.problems.map((problem) => ["problem", plainText(problem)]),
    ...found.damaged.map((use) => ["tampered with", plainText(use)]),
  ];
  return alignedLines(rows);
}

function status(session: Session): Promise<number> {
  return withClient(session, async (client) => {
    const found = await client.vault.status.query();
    await session.print(found, vaultLines(found));
    return found.state === "open" && found.problems.length + found.damaged.length === 0 ? 0 : 1;
  });
}

async function useFile(session: Session, flags: NewPassphraseFlags): Promise<void> {
  const passphrase = await readNewPassphrase(session, flags);
  await withClient(session, async (client) => {
    const found = await client.vault.useFile.mutate(passphrase === undefined ? {} : { passphrase });
    await session.print(found, [`Secrets are kept in an ${plainText(found.detail)}.`]);
  });
}

async function unlock(session: Session, { passphraseFile }: { readonly passphraseFile?: string }): Promise<void> {
  const passphrase = await readPassphrase(session, "Passphrase of the secrets file", passphraseFile);
  await withClient(session, async (client) => {
    const found = await client.vault.unlock.mutate({ passphrase });
    await session.print(found, [`Unlocked: ${counted(found.secrets, "secret", "secrets")}.`]);
  });
}

function changePassphrase(session: Session, flags: ChangeFlags): Promise<void> {
  return withClient(session, async (client) => {
    const { hasPassphrase } = await client.vault.status.query();
    const present = hasPassphrase
      ? await readPassphrase(session, "Present passphrase of the secrets file", flags.presentFile)
      : undefined;
    const next = await readNewPassphrase(session, flags);
    const found = await client.vault.changePassphrase.mutate({
      ...(present === undefined ? {} : { present }),
      ...(next === undefined ? {} : { next }),
    });
    await session.print(found, [`All secrets are sealed anew: ${plainText(found.detail)}.`]);
  });
}
