import type { Command } from "commander";
import { Document, Scalar, visit } from "yaml";
import type { DefinitionDocument } from "../../shared/definition.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { write } from "./io.ts";
import { readChoice } from "./read-flags.ts";
import type { Session } from "./session.ts";

const formats = ["yaml", "json"] as const;

interface ExportFlags {
  readonly format?: string;
}

export function addExport(program: Command, attach: Attach): void {
  const command = program
    .command("export")
    .description("print everything that is defined, as a definition file; secrets by reference")
    .option("--format <format>", formats.join(" or "));
  attach<ExportFlags>(command, print);
}

function print(session: Session, flags: ExportFlags): Promise<void> {
  const format = flags.format === undefined ? undefined : readChoice("--format", flags.format, formats);
  return withClient(session, async (client) => {
    const document = await client.definitions.exportDefinition.query();
    const asJson = format === undefined ? session.json : format === "json";
    const text = asJson ? `${JSON.stringify(document, undefined, session.json ? 0 : 2)}\n` : definitionYaml(document);
    await write(session.io.stdout, text);
  });
}

/** The definition as YAML, opened by what applying it elsewhere needs. */
export function definitionYaml(document: DefinitionDocument): string {
  // Readers of YAML 1.1 take 22:00 for a number and on for true, unless it is quoted.
  const yaml = new Document(document, { compat: "yaml-1.1" });
  visit(yaml, {
    Scalar(_key, scalar) {
      // Of a block of nothing but blanks the library cannot tell which of them are its indentation.
      if (typeof scalar.value === "string" && /^\s+$/.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const body = yaml.toString({ lineWidth: 0, blockQuote: "literal" });
  const needed = secretSources([document.servers, secretVariables(document), document.events]);
  if (needed.length === 0) return body;
  const list = needed.map((source) => `#   ${source}\n`).join("");
  return `# Secrets are not exported. To apply this file, provide:\n${list}${body}`;
}

/** A plain value may have any keys; a secret one names its source. */
function secretVariables({ variables }: DefinitionDocument): unknown[] {
  return Object.values(variables).filter(
    (one) => typeof one === "object" && one !== null && Object.hasOwn(one, "secretEnv"),
  );
}

/** Where the document's secrets are to be found, such as `BACKUP_TOKEN in the environment`. */
function secretSources(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== "string") return secretSources(inner);
    if (key === "privateKeyFile" || key === "certificateFile") return [`${inner}, beside this file`];
    return ["secretEnv", "passwordEnv", "passphraseEnv"].includes(key) ? [`${inner} in the environment`] : [];
  });
}
