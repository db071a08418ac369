import type { Command } from "commander";
import { isToldInLists } from "../../shared/waiting.ts";
import type { Attach } from "./action.ts";
import type { OccurrenceLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { findLedgerSubject, type LedgerSubject } from "./ledger-subject.ts";
import { choosePaint, jobStatusText, statusText, type Paint } from "./paint.ts";
import { readInstant, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative, shortDuration, utcTime } from "./time-text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";
import { readHash, verificationLines } from "./verify-ledger.ts";
import { waitingLine } from "./waiting-line.ts";

interface WhyFlags {
  readonly at?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly verify?: boolean;
  readonly contains?: string;
}

/** Shown when nobody says from when. */
const usualRows = 50;
/** The contract gives this many at once at most. */
const largestPage = 10_000;

export function addWhy(program: Command, attach: Attach): void {
  const command = program
    .command("why [event]")
    .description("each due instant of an event, what was decided, why, and what became of the job")
    .option("--at <time>", "only that instant; when nothing was due then, say why not")
    .option("--since <time>", "since then: 2h, 7d or an instant such as 2026-12-01T08:00:00Z")
    .option(
      "--limit <n>",
      `only the latest (default: ${String(usualRows)}, or all with --since)`,
      wholeNumber(1, 1_000_000),
    )
    .option("--verify", "check that no row of the ledger was changed, removed or slipped in")
    .option("--contains <hash>", "with --verify: that it contains the row with this hash, noted earlier");
  attach<WhyFlags>(command, why);
}

async function why(session: Session, flags: WhyFlags, [word]: readonly string[]): Promise<number> {
  if (word === undefined && flags.verify !== true)
    throw new UsageError("Give EVENT, or --verify for the whole ledger.");
  if (flags.contains !== undefined && flags.verify !== true) throw new UsageError("--contains belongs to --verify.");
  const containsHead = flags.contains === undefined ? undefined : readHash(flags.contains);
  return withClient(session, async (client) => {
    const answer = word === undefined ? { document: {}, lines: [] } : await tell(session, client, flags, word);
    if (flags.verify !== true) {
      await session.print(answer.document, answer.lines);
      return 0;
    }
    const verification = await client.occurrences.verify.query({ containsHead });
    const lines = verificationLines(verification, choosePaint(session.io));
    const told = Array.isArray(answer.document) ? { occurrences: answer.document } : answer.document;
    await session.print({ ...verification, ...told }, [...answer.lines, ...lines]);
    return verification.valid ? 0 : 1;
  });
}

interface Answer {
  readonly document: object;
  readonly lines: readonly string[];
}

async function tell(session: Session, client: Client, flags: WhyFlags, word: string): Promise<Answer> {
  const now = session.io.clock.now();
  const subject = await findLedgerSubject(client, word);
  for (const note of subject.notes) session.note(note);
  if (flags.at !== undefined) return tellInstant(client, subject, readInstant("--at", flags.at, subject.timezone));
  const since = flags.since === undefined ? undefined : readSince("--since", flags.since, now);
  const limit = flags.limit ?? (since === undefined ? usualRows : Infinity);
  const rows = await readLedger(client, { eventId: subject.eventId, sinceMs: since }, limit);
  return { document: rows, lines: ledgerLines(choosePaint(session.io), rows, now) };
}

async function tellInstant(client: Client, { eventId }: LedgerSubject, atMs: number): Promise<Answer> {
  const explanation = await client.occurrences.explain.query({ eventId, atMs });
  return { document: { at: utcTime(atMs), ...explanation }, lines: [plainText(explanation.message)] };
}

/** Reads the ledger page by page. @returns the latest `limit` rows, oldest first */
async function readLedger(
  client: Client,
  filter: { readonly eventId: number; readonly sinceMs: number | undefined },
  limit: number,
): Promise<OccurrenceLine[]> {
  const found = new Map<number, OccurrenceLine>();
  let untilMs: number | undefined;
  while (found.size < limit) {
    const wanted = Math.min(largestPage, limit - found.size + (untilMs === undefined ? 0 : 1));
    const page = await client.occurrences.list.query({ ...filter, untilMs, limit: wanted });
    const before = found.size;
    for (const row of page) found.set(row.id, row);
    if (page.length < wanted || found.size === before) break;
    // Rows of the same instant may lie on both sides of a page's end: the next page begins with it again.
    untilMs = page.at(-1)?.dueAt;
  }
  return [...found.values()].reverse();
}

function ledgerLines(paint: Paint, rows: readonly OccurrenceLine[], now: number): string[] {
  if (rows.length === 0) return ["Nothing has been due in that time."];
  const heading = ["due", "decision", "why", "started", "finished", "took", "result", "exit", "job"];
  return tableLines(
    heading,
    rows.map((row) => ledgerRow(paint, row, now)),
  );
}

function ledgerRow(paint: Paint, { dueAt, decision, reason, jobId, run }: OccurrenceLine, now: number): string[] {
  const { startedAt, finishedAt, exitCode } = run ?? {};
  const took = startedAt === undefined ? undefined : (finishedAt ?? now) - startedAt;
  return [
    exactAndRelative(dueAt, now),
    statusText(paint, decision),
    plainText(reason),
    startedAt === undefined ? "–" : utcTime(startedAt),
    finishedAt === undefined ? "–" : utcTime(finishedAt),
    took === undefined ? "–" : shortDuration(Math.max(0, took)),
    resultText(paint, run, now),
    exitCode === undefined ? "–" : String(exitCode),
    jobText(jobId, run),
  ];
}

function resultText(paint: Paint, run: OccurrenceLine["run"], now: number): string {
  if (run === undefined) return "–";
  const waits = isToldInLists(run.waitingFor) ? `, waits for ${waitingLine(run.waitingFor, now)}` : "";
  return `${jobStatusText(paint, run)}${run.byHand ? " by hand" : ""}${waits}`;
}

function jobText(jobId: string | undefined, run: OccurrenceLine["run"]): string {
  if (run === undefined) return jobId === undefined ? "–" : `${jobId} (removed)`;
  return run.jobKept ? run.jobId : `${run.jobId} (removed)`;
}
