import type { VerificationAnswer } from "./answers.ts";
import { statusSymbol, type Paint } from "./paint.ts";
import { counted, plainText } from "./text.ts";
import { utcTime } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

const chainWords = {
  occurrences: ["decision", "decisions"],
  outcomes: ["outcome", "outcomes"],
} as const;

/** What checking the ledger found, for people. */
export function verificationLines({ chains, contradictions, contains }: VerificationAnswer, paint: Paint): string[] {
  const lines = chains.flatMap(({ name, rows, unsealed, removed, head, problem }) => {
    const [singular, plural] = chainWords[name];
    const amount = counted(rows, singular, plural);
    if (problem !== undefined) {
      return [`${statusSymbol(paint, "problem")} ${plural}: row ${String(problem.id)} ${problem.message}`];
    }
    const older =
      unsealed === 0 ? "" : `; ${String(unsealed)} more are older than the chain of hashes and cannot be checked`;
    const end = head === "" ? "" : `, head ${head}`;
    return [`${statusSymbol(paint, "ok")} ${amount} checked, none changed or missing${end}${older}${cutText(removed)}`];
  });
  const others = contradictions.map(
    ({ occurrenceId, jobId, message }) =>
      `${statusSymbol(paint, "problem")} decision ${String(occurrenceId)} ${plainText(message)} (${plainText(jobId)})`,
  );
  return [...lines, ...others, ...(contains === undefined ? [] : [containsLine(contains, paint)])];
}

function cutText(removed: VerificationAnswer["chains"][number]["removed"]): string {
  if (removed === undefined) return "";
  const until = removed.beforeMs === undefined ? "all there were" : `written up to ${utcTime(removed.beforeMs)}`;
  return `; before them ${counted(removed.rows, "row has", "rows have")} been removed as too old, ${until}`;
}

function containsLine(
  { found, removed, chain, id }: NonNullable<VerificationAnswer["contains"]>,
  paint: Paint,
): string {
  if (!found || chain === undefined) {
    return `${statusSymbol(paint, "problem")} no row up to which all is in order has the noted hash: it or one before it was changed, or it was removed as too old`;
  }
  const place = `the noted hash is that of ${chainWords[chain][0]} ${String(id)}`;
  return removed
    ? `${statusSymbol(paint, "ok")} ${place}, the last one that was removed as too old: what follows goes on from it`
    : `${statusSymbol(paint, "ok")} ${place}: nothing up to it that is still there has changed since`;
}

/** Reads a SHA-256 in hexadecimal. */
export function readHash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new UsageError(`--contains: “${text}” is not a hash of 64 hexadecimal digits.`);
}
