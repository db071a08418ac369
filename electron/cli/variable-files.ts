import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import { variableFormats, type VariableFormat } from "../../shared/variable.ts";
import type { Attach } from "./action.ts";
import type { VariableImportAnswer } from "./answers.ts";
import { withClient } from "./connect.ts";
import { reasonOf } from "./fetch-secrets.ts";
import { write } from "./io.ts";
import { readChoice } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { UsageError } from "./usage-error.ts";

interface ImportFlags {
  readonly format?: string;
  readonly typed?: boolean;
  readonly dryRun?: boolean;
}

interface ExportFlags {
  readonly format?: string;
}

export function addVariableFiles(variable: Command, attach: Attach): void {
  attach<ImportFlags>(
    variable
      .command("import <file>")
      .description("make variables as a file says, all of them or none")
      .option("--format <format>", `${variableFormats.join(", ")}; otherwise as the file's name ends`)
      .option("--typed", "unquoted values that are JSON, such as 5 or true, are taken as such and not as texts")
      .option("--dry-run", "only say what would change"),
    importFile,
  );
  attach<ExportFlags>(
    variable
      .command("export")
      .description("all of them as a file; secrets without their value")
      .option("--format <format>", variableFormats.join(", "), "json"),
    exportAll,
  );
}

async function importFile(session: Session, flags: ImportFlags, [path = ""]: readonly string[]): Promise<void> {
  const format = flags.format === undefined ? formatOf(path) : readChoice("--format", flags.format, variableFormats);
  const text = await readText(resolve(session.io.workingDirectory, path), path);
  await withClient(session, async (client) => {
    const typed = flags.typed === true;
    const result = await client.variables.import.mutate({ format, text, typed, dryRun: flags.dryRun === true });
    await session.print(result, importLines(result, flags.dryRun === true));
  });
}

function importLines({ lines, applied }: VariableImportAnswer, isDryRun: boolean): string[] {
  const words = { create: "new", update: "changes", unchanged: "is the same", kept: "stays: a secret without a value" };
  const rows = lines.map(({ key, change, from = "", to = "" }) => [key, words[change], plainText(from), plainText(to)]);
  const end = applied
    ? "Imported."
    : isDryRun && lines.some(({ change }) => change === "create" || change === "update")
      ? "Nothing was changed: this was a dry run."
      : "There is nothing to change.";
  return [...tableLines(["key", "", "from", "to"], rows), end];
}

function formatOf(path: string): VariableFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const format = variableFormats.find((known) => known === ending || path.endsWith(`.${known}`));
  if (format !== undefined) return format;
  throw new UsageError(`${plainText(path)} does not tell its format: add --format ${variableFormats.join(", ")}.`);
}

async function readText(absolute: string, shown: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(absolute));
  } catch (error) {
    const why = error instanceof TypeError ? "it is no text in UTF-8" : reasonOf(error);
    throw new CroniumError("not_found", `${shown} cannot be read: ${why}`, { remedy: "Nothing was changed." });
  }
}

function exportAll(session: Session, flags: ExportFlags): Promise<void> {
  const format = readChoice("--format", flags.format ?? "json", variableFormats);
  return withClient(session, async (client) => {
    const { text } = await client.variables.export.query({ format });
    if (session.json) await session.print({ format, text }, []);
    else await write(session.io.stdout, text);
  });
}
