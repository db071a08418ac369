import { format } from "prettier";
import { librarySnippets, libraryTable, plainSnippet } from "../shared/library-reference.ts";
import { scriptTypes, type ScriptType } from "../shared/words.ts";

const titles: Readonly<Record<ScriptType, string>> = { BASH: "Bash", PYTHON: "Python", NODEJS: "Node.js" };
const fences: Readonly<Record<ScriptType, string>> = { BASH: "sh", PYTHON: "python", NODEJS: "js" };
const beginnings: Readonly<Record<ScriptType, string>> = {
  BASH: "Every function is there without sourcing anything; `cronium.input` and `cronium_getVariable` are other ways to write the same.",
  PYTHON: "`cronium` is there without an import, and has every operation in `camelCase`, too.",
  NODEJS: "`cronium` is there without an import, waits for its answers, and has every operation in `snake_case`, too.",
};

/** The text of docs/script-helpers.md, as it follows from shared/library-operations.ts. */
export function libraryReferencePage(): Promise<string> {
  const lines = [
    "# What scripts can say",
    "",
    "This page is written by `npm run job-states` from `shared/library-operations.ts`, which the panel beside the script and its completion show, too; a test holds the names to what the libraries offer.",
    "",
    ...scriptTypes.flatMap((type) => [
      `## ${titles[type]}`,
      "",
      beginnings[type],
      "",
      libraryTable(type),
      "",
      ...librarySnippets(type).flatMap((snippet) => [
        snippet.does,
        "",
        `\`\`\`${fences[type]}`,
        plainSnippet(snippet).trimEnd(),
        "```",
        "",
      ]),
    ]),
  ];
  return format(lines.join("\n"), { parser: "markdown", printWidth: 120 });
}
