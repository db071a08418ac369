import type { Command } from "commander";
import { messageKinds, messageStatuses } from "../../shared/words.ts";
import type { MessageDetails, MessageLine } from "./answers.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { actionText } from "./action-text.ts";
import { choosePaint, statusText, type Paint } from "./paint.ts";
import { readChoice } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { alignedLines, tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";
import { wholeNumber } from "./usage-error.ts";

interface ListFlags {
  readonly status?: string;
  readonly kind?: string;
  readonly job?: string;
  readonly limit: number;
}

/** The contract gives this many messages at once at most. */
const largestPage = 500;

export function addOutbox(program: Command, attach: Attach): void {
  const outbox = program.command("outbox").description("what follows when jobs end: calls, follow-ups, notices");
  attach<ListFlags>(
    outbox
      .command("list")
      .description("messages, newest first")
      .option("--status <status,…>", `only ${messageStatuses.join(", ")}`)
      .option("--kind <kind,…>", `only ${messageKinds.join(", ")}`)
      .option("--job <job>", "only what this job caused")
      .option("--limit <n>", "at most this many", wholeNumber(1, 100_000), 50),
    list,
  );
  attach(outbox.command("show <message>").description("everything about one, with what is delivered"), show);
  attach(outbox.command("redeliver <message>").description("deliver it again, from now on"), redeliver);
  attach(outbox.command("dismiss <message>").description("give it up: it waits for nobody any more"), dismiss);
}

function list(session: Session, flags: ListFlags): Promise<void> {
  const statuses = flags.status?.split(",").map((word) => readChoice("--status", word.trim(), messageStatuses));
  const kinds = flags.kind?.split(",").map((word) => readChoice("--kind", word.trim(), messageKinds));
  return withClient(session, async (client) => {
    const messages: MessageLine[] = [];
    let after: string | undefined;
    do {
      const limit = Math.min(largestPage, flags.limit - messages.length);
      const page = await client.outbox.list.query({ limit, after, statuses, kinds, jobId: flags.job });
      messages.push(...page.messages);
      after = page.next;
    } while (after !== undefined && messages.length < flags.limit);
    const now = session.io.clock.now();
    const paint = choosePaint(session.io);
    const heading = ["message", "after", "does", "status", "attempts", "written", "why"];
    const rows = messages.map((message) => listRow(message, now, paint));
    await session.print(messages, rows.length === 0 ? ["No messages."] : tableLines(heading, rows));
  });
}

function listRow(message: MessageLine, now: number, paint: Paint): string[] {
  return [
    message.id,
    plainText(message.subject),
    plainText(actionText(message.kind, message.destination)),
    statusText(paint, message.status),
    `${String(message.attempts)} of ${String(message.attemptsAllowed)}`,
    exactAndRelative(message.createdAt, now),
    plainText(message.error ?? ""),
  ];
}

function show(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const message = await client.outbox.get.query({ id });
    await session.print(message, showLines(message, session.io.clock.now(), choosePaint(session.io)));
  });
}

function showLines(message: MessageDetails, now: number, paint: Paint): string[] {
  const { jobId, resultJobId, nextAttemptAt, finishedAt, error, answer, trigger } = message;
  const rows = [
    ["message", message.id],
    ["after", plainText(message.subject)],
    ...(jobId === undefined ? [] : [["job", jobId]]),
    ["because", trigger ?? "the settings ask for it"],
    ["does", plainText(actionText(message.kind, message.destination)) + (message.signed ? ", signed" : "")],
    ["status", statusText(paint, message.status)],
    ["attempts", `${String(message.attempts)} of ${String(message.attemptsAllowed)}`],
    ["written", exactAndRelative(message.createdAt, now)],
    ...(nextAttemptAt === undefined ? [] : [["next attempt", exactAndRelative(nextAttemptAt, now)]]),
    ...(finishedAt === undefined ? [] : [["settled", exactAndRelative(finishedAt, now)]]),
    ...(resultJobId === undefined ? [] : [["queued", resultJobId]]),
    ...(answer === undefined ? [] : [["answer", plainText(answer)]]),
    ...(error === undefined ? [] : [["why", plainText(error)]]),
  ];
  const payload = JSON.stringify(message.payload, undefined, 2);
  return [...alignedLines(rows), "", ...payload.split("\n").map((line) => `  ${indented(line)}`)];
}

/** The same line, safe on a terminal, as far to the right as it is. */
function indented(line: string): string {
  return (/^ */.exec(line)?.[0] ?? "") + plainText(line);
}

function redeliver(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client, { host }) => {
    await client.outbox.redeliver.mutate({ id });
    const { status } = await client.outbox.get.query({ id });
    const when = host === undefined ? "once Cronium runs again" : "now";
    await session.print({ id, status }, [
      `${id} is delivered again ${when}: \`cronium outbox show ${id}\` says how it went.`,
    ]);
  });
}

function dismiss(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const { mayHaveArrived } = await client.outbox.dismiss.mutate({ id });
    const more = mayHaveArrived
      ? ` It was being delivered just then and may have arrived: \`cronium outbox show ${id}\` tells the answer.`
      : "";
    await session.print({ id, status: "dismissed", mayHaveArrived }, [`Dismissed ${id}.${more}`]);
  });
}
