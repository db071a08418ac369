import type { Command } from "commander";
import { bytesText } from "../../shared/bytes-text.ts";
import type { Attach } from "./action.ts";
import type { VariableLine } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { write } from "./io.ts";
import { readParts, shellText } from "./read-parts.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";
import { addVariableFiles } from "./variable-files.ts";
import { addVariableSet } from "./variable-set.ts";

/** Characters of a value that a list shows. */
const longestShown = 60;
/** The contract gives this many at once at most. */
const largestPage = 5_000;

interface ListFlags {
  readonly search?: string;
}

interface YesFlag {
  readonly yes?: boolean;
}

export function addVariable(program: Command, attach: Attach): void {
  const variable = program.command("variable").description("values that scripts share");
  attach<ListFlags>(
    variable
      .command("list")
      .description("all of them, by key")
      .option("--search <text>", "only those whose key or description holds this"),
    list,
  );
  attach(variable.command("get <key>").description("the value: a text as it is, anything else as JSON"), get);
  addVariableSet(variable, attach);
  attach<YesFlag>(variable.command("delete <key>").description("remove it").option("--yes", "without asking"), remove);
  attach(variable.command("usage <key>").description("which events read and change it"), usage);
  addVariableFiles(variable, attach);
}

function list(session: Session, { search }: ListFlags): Promise<void> {
  return withClient(session, async (client) => {
    const { variables, total } = await client.variables.list.query({ search, limit: largestPage });
    const now = session.io.clock.now();
    const rows = variables.map((one) => [
      one.key,
      valueText(one),
      String(one.version),
      exactAndRelative(one.updatedAt, now),
      plainText(changerText(one)),
      plainText(one.description),
    ]);
    const heading = ["key", "value", "version", "changed", "by", "description"];
    const more = total > variables.length ? [`And ${String(total - variables.length)} more: use --search.`] : [];
    await session.print(variables, rows.length === 0 ? ["No variables."] : [...tableLines(heading, rows), ...more]);
  });
}

function valueText({ isSecret, preview = "", bytes = 0 }: VariableLine): string {
  if (isSecret) return "(secret)";
  const isWhole = preview.length <= longestShown && Buffer.byteLength(preview) === bytes;
  return isWhole ? plainText(preview) : `${plainText(preview.slice(0, longestShown))}… (${bytesText(bytes)})`;
}

function changerText({ updatedBy }: VariableLine): string {
  return updatedBy.kind === "user" ? "you" : (updatedBy.name ?? `event ${String(updatedBy.eventId)}, deleted`);
}

function get(session: Session, _flags: unknown, [key = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const variable = await client.variables.get.query({ key });
    const text = variable.text ?? (await readParts((from) => client.variables.read.query({ key, from })));
    if (session.json) await session.print({ ...variable, text: undefined, value: JSON.parse(text) as unknown }, []);
    else await write(session.io.stdout, `${shellText(text)}\n`);
  });
}

function remove(session: Session, { yes }: YesFlag, [key = ""]: readonly string[]): Promise<number | undefined> {
  return withClient(session, async (client) => {
    const { version } = await client.variables.get.query({ key });
    const users = new Set((await client.variables.usage.query({ key })).uses.map(({ eventName }) => eventName));
    const used = users.size === 0 ? "" : ` Used by ${plainText([...users].join(", "))}.`;
    if (yes !== true && !(await confirm(session, `Delete the variable ${key}?${used}`, "--yes"))) return 1;
    await client.variables.remove.mutate({ key, version });
    await session.print({ key }, [`Deleted ${key}.`]);
    return undefined;
  });
}

function usage(session: Session, _flags: unknown, [key = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const found = await client.variables.usage.query({ key });
    const now = session.io.clock.now();
    const rows = [
      ...found.uses.map((use) => [
        plainText(use.eventName),
        use.kind === "read" ? "reads it" : "changes it",
        String(use.count),
        exactAndRelative(use.lastAt, now),
        use.lastJobId ?? "(removed)",
      ]),
      ...found.mentions.map(({ eventName }) => [plainText(eventName), "mentions it", "–", "–", "–"]),
    ];
    const heading = ["event", "does", "times", "last", "job"];
    await session.print(found, rows.length === 0 ? [`No event uses ${key}.`] : tableLines(heading, rows));
  });
}
