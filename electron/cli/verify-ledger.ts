import type { VerificationAnswer } from "./answers.ts";
import { statusSymbol, type Paint } from "./paint.ts";
import { counted } from "./text.ts";
import { UsageError } from "./usage-error.ts";

const chainWords = {
  occurrences: ["decision", "decisions"],
  outcomes: ["outcome", "outcomes"],
} as const;

/** What checking the ledger found, for people. */
export function verificationLines({ chains, contains }: VerificationAnswer, paint: Paint): string[] {
  const lines = chains.flatMap(({ name, rows, unsealed, head, problem }) => {
    const [singular, plural] = chainWords[name];
    const amount = counted(rows, singular, plural);
    if (problem !== undefined) {
      return [`${statusSymbol(paint, "problem")} ${plural}: row ${String(problem.id)} ${problem.message}`];
    }
    const older =
      unsealed === 0 ? "" : `; ${String(unsealed)} more are older than the chain of hashes and cannot be checked`;
    const end = head === "" ? "" : `, head ${head}`;
    return [`${statusSymbol(paint, "ok")} ${amount} checked, none changed or missing${end}${older}`];
  });
  if (contains === undefined) return lines;
  return [...lines, containsLine(contains, paint)];
}

function containsLine({ found, chain, id }: NonNullable<VerificationAnswer["contains"]>, paint: Paint): string {
  if (found && chain !== undefined) {
    return `${statusSymbol(paint, "ok")} the noted hash is that of ${chainWords[chain][0]} ${String(id)}: nothing up to it has changed since`;
  }
  return `${statusSymbol(paint, "problem")} no row has the noted hash: what it stood for was changed, or removed as too old`;
}

/** Reads a SHA-256 in hexadecimal. */
export function readHash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new UsageError(`--contains: “${text}” is not a hash of 64 hexadecimal digits.`);
}
