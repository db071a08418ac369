// @ts-check
import { relative } from "node:path";

/**
 * ESLint's findings, one line each, in a form terminals and editors turn into links.
 * @param {import("eslint").ESLint.LintResult[]} results
 * @param {{ cwd: string }} context
 * @returns {string}
 */
export default function format(results, { cwd }) {
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(({ line, column, ruleId, message }) => {
        const [firstLine] = message.split("\n");
        return `${relative(cwd, filePath)}:${line ?? 0}:${column ?? 0} ${ruleId ?? "syntax"}: ${firstLine}`;
      }),
    )
    .join("\n");
}
