import type { Command } from "commander";
import { existsSync } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import { largestExportBytes } from "../../shared/vault.ts";
import type { Attach } from "./action.ts";
import type { VaultPreviewAnswer } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { readChoice } from "./read-flags.ts";
import { readNewPassphrase, readPassphrase, type NewPassphraseFlags } from "./read-passphrase.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";

interface FileFlags {
  readonly passphraseFile?: string;
}

interface ExportFlags extends FileFlags {
  readonly force?: boolean;
}

interface ImportFlags extends FileFlags {
  readonly replace?: boolean;
  readonly yes?: boolean;
}

export function addVaultMoving(vault: Command, attach: Attach): void {
  attach<NewPassphraseFlags>(
    vault
      .command("move <place>")
      .description("move all secrets to the keychain, or to an encrypted file")
      .option(
        "--passphrase-file <file>",
        "to a file with the passphrase in this file's first line; - reads it from stdin",
      )
      .option("--no-passphrase", "to a file without a passphrase: its key lies beside it"),
    move,
  );
  attach<ExportFlags>(
    vault
      .command("export <file>")
      .description("write all secrets to a file that a passphrase seals, for another computer")
      .option("--passphrase-file <file>", "the passphrase, in this file's first line; - reads it from stdin")
      .option("--force", "replace the file when it is there already"),
    exportSecrets,
  );
  attach<ImportFlags>(
    vault
      .command("import <file>")
      .description("take over the secrets of such a file; says first which are new, the same and different")
      .option("--passphrase-file <file>", "the passphrase, in this file's first line; - reads it from stdin")
      .option("--replace", "those that differ get the value of the file; otherwise they stay")
      .option("-y, --yes", "do not ask"),
    importSecrets,
  );
}

async function move(session: Session, flags: NewPassphraseFlags, [place = ""]: readonly string[]): Promise<void> {
  const to = readChoice("PLACE", place, ["keychain", "file"]);
  const passphrase = to === "file" ? await readNewPassphrase(session, flags) : undefined;
  await withClient(session, async (client) => {
    const found = await client.vault.move.mutate({ to, ...(passphrase === undefined ? {} : { passphrase }) });
    const secrets = counted(found.secrets, "secret", "secrets");
    await session.print(found, [`${secrets}: now in ${plainText(found.detail)}.`]);
  });
}

async function exportSecrets(session: Session, flags: ExportFlags, [file = ""]: readonly string[]): Promise<void> {
  const output = resolve(session.io.workingDirectory, file);
  if (flags.force !== true && existsSync(output)) {
    throw new CroniumError("conflict", `${output} is there already; nothing was written`, {
      remedy: "Choose another file, or give --force to replace this one.",
    });
  }
  const passphrase = await readPassphrase(session, "Passphrase for the export", flags.passphraseFile, true);
  await withClient(session, async (client) => {
    const { text, secrets } = await client.vault.export.mutate({ passphrase });
    try {
      await writeFile(`${output}.incoming`, text, { mode: 0o600 });
      await rename(`${output}.incoming`, output);
    } catch (error) {
      throw new CroniumError("storage", `${output} cannot be written`, {
        remedy: "Choose another file.",
        cause: error,
      });
    }
    await session.print({ secrets, output }, [`Saved ${counted(secrets, "secret", "secrets")} as ${output}.`]);
  });
}

async function importSecrets(session: Session, flags: ImportFlags, [file = ""]: readonly string[]): Promise<number> {
  const text = await readExportFile(resolve(session.io.workingDirectory, file));
  const passphrase = await readPassphrase(session, "Passphrase of the export", flags.passphraseFile);
  return withClient(session, async (client) => {
    const preview = await client.vault.previewImport.mutate({ text, passphrase });
    const replace = flags.replace === true;
    if (flags.yes !== true) {
      for (const line of previewLines(preview)) session.note(line);
      if (!(await confirm(session, `${previewWords(preview, replace)} Go on?`, "--yes"))) {
        session.note("Nothing was changed.");
        return 1;
      }
    }
    const result = await client.vault.import.mutate({ text, passphrase, replace });
    const { added, replaced, kept } = result;
    await session.print(result, [
      `${String(added)} added, ${String(replaced)} replaced, ${String(kept)} left as they were.`,
    ]);
    return 0;
  });
}

function previewLines({ entries }: VaultPreviewAnswer): string[] {
  return tableLines(
    ["secret of", "here"],
    entries.map(({ use, kind }) => [plainText(use), kind]),
  );
}

function previewWords({ entries, exportedAt }: VaultPreviewAnswer, replace: boolean): string {
  const count = (kind: string): string => String(entries.filter((entry) => entry.kind === kind).length);
  const different = `${count("different")} different, which ${replace ? "are replaced" : "stay as they are"}`;
  const made = new Date(exportedAt).toISOString().replace(/\.\d+Z$/, "Z");
  return `An export of ${made}: ${count("new")} new, ${count("same")} the same, ${different}.`;
}

/** @throws CroniumError `not_found`, `invalid_input` when it is too large to be one */
async function readExportFile(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= largestExportBytes) return await readFile(path, "utf8");
  } catch (error) {
    throw new CroniumError("not_found", `${path} cannot be read`, { remedy: "Name another file.", cause: error });
  }
  throw new CroniumError("invalid_input", `${path} is too large to be an export of secrets`, {
    remedy: "Choose a file that `cronium vault export` has made.",
  });
}
