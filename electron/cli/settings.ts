import type { Command } from "commander";
import { issueWords } from "../../shared/issue-text.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { parseSize } from "../../shared/size.ts";
import { defaultSettings, settingsInput, type Settings } from "../../shared/system.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { UsageError } from "./usage-error.ts";

type SettingName = keyof Settings;
const names = Object.keys(defaultSettings) as readonly SettingName[];

/** What each is about, in the words of the window. */
const meanings: Readonly<Record<SettingName, string>> = {
  concurrency: "jobs under way at once, at most",
  keepDays: "days for which finished jobs and their logs are kept; 0: for ever",
  ledgerKeepDays: "days for which the ledger is kept; 0: for ever",
  keepJobsPerEvent: "finished jobs kept of each event; 0: all",
  keepLogBytes: "what all logs together may take; 0: no limit",
  logLimitBytes: "how much of one execution's log is kept; 0: all",
  variableLimitBytes: "what all variables may take together; 0: no limit",
  backupEveryHours: "hours between backups; 0: none are made",
  backupKeep: "backups kept at least",
  notify: "what is told on the desktop: nothing, attention or failures",
  theme: "light, dark or auto",
  clock: "24h or 12h",
};

export function addSettings(program: Command, attach: Attach): void {
  const settings = program.command("settings").description("how the program behaves");
  attach(settings.command("list", { isDefault: true }).description("all of them"), list);
  attach(settings.command("set <name> <value>").description("change one"), set);
}

function list(session: Session): Promise<void> {
  return withClient(session, async (client) => {
    const current = await client.settings.get.query();
    const rows = names.map((name) => [name, String(current[name]), meanings[name]]);
    await session.print(current, tableLines(["name", "value", "meaning"], rows));
  });
}

function set(session: Session, _flags: unknown, [name = "", text = ""]: readonly string[]): Promise<void> {
  const known = names.find((other) => other === name);
  if (known === undefined) {
    const hint = didYouMean(name, names) ?? `There are ${names.join(", ")}.`;
    throw new UsageError(`There is no setting “${plainText(name)}”. ${hint}`);
  }
  const parsed = settingsInput.safeParse({ [known]: readValue(known, text) }, { reportInput: true });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const words = issue === undefined ? undefined : (issueWords(issue) ?? issue.message);
    throw new UsageError(`${known}: ${words ?? "this value is not possible"}.`);
  }
  return withClient(session, async (client) => {
    const current = await client.settings.set.mutate(parsed.data);
    await session.print(current, [`${known} is ${String(current[known])}.`]);
  });
}

/** Sizes may be written as 2GB. What is no number is left for the schema to refuse. */
function readValue(name: SettingName, text: string): unknown {
  if (typeof defaultSettings[name] !== "number") return text;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return (name.endsWith("Bytes") ? parseSize(text) : undefined) ?? text;
}
