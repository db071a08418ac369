import { operationGroups, libraryOperations, type CallForm } from "./library-operations.ts";
import type { ScriptType } from "./words.ts";

/** An operation as one language has it. */
export interface LibraryEntry extends CallForm {
  /** As it is written in a script: `cronium_get_variable`, `cronium.get_variable`, `cronium.getVariable`. */
  readonly call: string;
  readonly group: string;
  readonly does: string;
}

/** A few lines that do a whole task. `${}` is where the cursor goes. */
export interface LibrarySnippet {
  readonly name: string;
  readonly does: string;
  readonly text: string;
}

/** The operations of a language, in the order people look for them. */
export function libraryEntries(type: ScriptType): readonly LibraryEntry[] {
  return libraryOperations.flatMap(({ name, group, does, forms }) => {
    const own = forms[type];
    return own === undefined ? [] : [{ ...own, call: callOf(type, name), group, does }];
  });
}

/** Those whose name, description or group hold every word of the search, any case. */
export function searchLibrary<Entry extends { readonly does: string }>(
  entries: readonly Entry[],
  textOf: (entry: Entry) => string,
  search: string,
): readonly Entry[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return entries.filter((entry) => {
    const text = `${textOf(entry)} ${entry.does}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function callOf(type: ScriptType, name: string): string {
  if (type === "BASH") return `cronium_${name}`;
  if (type === "PYTHON") return `cronium.${name}`;
  return `cronium.${name.replaceAll(/_([a-z])/g, (_underscore, letter: string) => letter.toUpperCase())}`;
}

const snippets: Readonly<Record<ScriptType, readonly LibrarySnippet[]>> = {
  BASH: [
    {
      name: "strict script",
      does: "Ends at the first failure, in pipes and with unset variables, too.",
      text: "set -euo pipefail\n${}",
    },
    {
      name: "count and hand on",
      does: "Reads the input, counts in a variable, leaves an output and sets the condition.",
      text: `order=$(cronium_input --json)
runs=$(cronium_increment_variable \${runs})
cronium_output --json "{\\"order\\":$order,\\"runs\\":$runs}"
if ((runs > 10)); then cronium_set_condition true; else cronium_set_condition false; fi
`,
    },
  ],
  PYTHON: [
    {
      name: "count and hand on",
      does: "Reads the input, counts in a variable, leaves an output and sets the condition.",
      text: `order = cronium.input()
runs = cronium.increment_variable("\${runs}")
cronium.output({"order": order, "runs": runs})
cronium.set_condition(runs > 10)
`,
    },
    {
      name: "change unless changed",
      does: "Changes a variable only if nobody else has meanwhile.",
      text: `entry = cronium.get_variable_entry("\${key}") or {"value": None, "version": 0}
try:
    cronium.set_variable("\${key}", entry["value"], if_version=entry["version"])
except cronium.CroniumAPIError as error:
    if error.code != "version_conflict":
        raise
`,
    },
    {
      name: "progress over a list",
      does: "Tells how far a loop is.",
      text: `items = \${[]}
for number, item in enumerate(items, 1):
    cronium.progress(number / len(items), str(item))
`,
    },
  ],
  NODEJS: [
    {
      name: "count and hand on",
      does: "Reads the input, counts in a variable, leaves an output and sets the condition.",
      text: `const order = cronium.input();
const runs = cronium.incrementVariable("\${runs}");
cronium.output({ order, runs });
cronium.setCondition(runs > 10);
`,
    },
    {
      name: "several at once",
      does: "Asks for several things at the same time.",
      text: `const [order, known] = await Promise.all([
  cronium.promises.input(),
  cronium.promises.getVariable("\${known}"),
]);
`,
    },
    {
      name: "change unless changed",
      does: "Changes a variable only if nobody else has meanwhile.",
      text: `const entry = cronium.getVariableEntry("\${key}") ?? { value: null, version: 0 };
try {
  cronium.setVariable("\${key}", entry.value, { ifVersion: entry.version });
} catch (error) {
  if (error.code !== "version_conflict") throw error;
}
`,
    },
  ],
};

/** Snippets of a language. */
export function librarySnippets(type: ScriptType): readonly LibrarySnippet[] {
  return snippets[type];
}

/** What a snippet is without its places for the cursor, as it is inserted at once. */
export function plainSnippet({ text }: LibrarySnippet): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, "$1");
}

/** The reference of a language as rows of a Markdown table, group after group. */
export function libraryTable(type: ScriptType): string {
  const entries = libraryEntries(type);
  const rows = operationGroups.flatMap((group) => [
    `| **${group}** | |`,
    ...entries
      .filter((entry) => entry.group === group)
      .map(({ signature, does }) => `| \`${signature.replaceAll("|", "\\|")}\` | ${does} |`),
  ]);
  return ["| operation | does |", "|---|---|", ...rows].join("\n");
}
