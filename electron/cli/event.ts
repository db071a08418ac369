import type { Command } from "commander";
import type { EventDetails, EventLine } from "./answers.ts";
import { eventStatuses, type EventStatus } from "../../shared/words.ts";
import { formatDuration } from "../../shared/duration.ts";
import { neverDueWords } from "../../shared/never-due.ts";
import { rolloutWords } from "../../shared/rollout-words.ts";
import { formatSize } from "../../shared/size.ts";
import type { Attach } from "./action.ts";
import { actionText } from "./action-text.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { addEventHistory } from "./event-history.ts";
import { addEventPayload } from "./event-payload.ts";
import { addDelegate } from "./delegate.ts";
import { findEvent } from "./lookup.ts";
import { choosePaint, statusText, type Paint } from "./paint.ts";
import { readChoice } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { alignedLines, tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative, relativeTime } from "./time-text.ts";
import { noteUnknownTag } from "./unknown-tag.ts";

export function addEvent(program: Command, attach: Attach): void {
  const event = program.command("event").description("list, show and change events");
  attach<ListFlags>(
    event
      .command("list")
      .description("events with their status, next due instant and last outcome")
      .option("--status <status>", `only ${eventStatuses.join(", ")}`)
      .option("--tag <tag>", "only with this tag"),
    list,
  );
  attach(event.command("show <event>").description("everything about one event"), show);
  attach(event.command("activate <event>").description("let its schedule run from now on"), setStatus("ACTIVE"));
  attach(event.command("pause <event>").description("let its schedule rest"), setStatus("PAUSED"));
  attach(event.command("archive <event>").description("put it away; its history stays"), setStatus("ARCHIVED"));
  addEventHistory(event, attach);
  addDelegate(event, attach);
  addEventPayload(event, attach);
  attach(event.command("reset <event>").description("count its runs and failures from nothing again"), reset);
  attach<{ readonly yes?: boolean }>(
    event
      .command("delete <event>")
      .description("delete it with its jobs, logs, versions and secrets; its ledger stays")
      .option("-y, --yes", "do not ask"),
    remove,
  );
}

interface ListFlags {
  readonly status?: string;
  readonly tag?: string;
}

function list(session: Session, { status, tag }: ListFlags): Promise<void> {
  const chosen = status === undefined ? undefined : readChoice("--status", status, eventStatuses);
  return withClient(session, async (client) => {
    const events = await client.events.list.query({
      ...(chosen === undefined ? {} : { status: chosen }),
      ...(tag === undefined ? {} : { tag }),
    });
    const paint = choosePaint(session.io);
    const now = session.io.clock.now();
    const rows = events.map((event) => listRow(event, now, paint));
    const heading = ["id", "name", "status", "schedule", "next due", "last", "runs on"];
    await session.print(events, rows.length === 0 ? ["No events."] : tableLines(heading, rows));
    if (tag !== undefined && rows.length === 0) await noteUnknownTag(session, client, tag);
  });
}

function listRow(event: EventLine, now: number, paint: Paint): string[] {
  const { last } = event;
  return [
    String(event.id),
    plainText(event.name),
    statusText(paint, event.status),
    scheduleText(event),
    nextDueText(event, now) ?? "–",
    last === undefined ? "–" : `${statusText(paint, last.status)} ${relativeTime(last.at, now)}`,
    plainText(event.runsOn),
  ];
}

/** Undefined when nothing is due because nothing is meant to be: without a schedule, or while the event rests. */
function nextDueText({ status, schedule, nextDueAt, nextDueOn }: EventLine, now: number): string | undefined {
  const there = nextDueOn === undefined ? "" : ` on ${plainText(nextDueOn)}`;
  if (nextDueAt !== undefined) return `${exactAndRelative(nextDueAt, now)}${there}`;
  return status === "ACTIVE" && schedule !== null ? `never: ${neverDueWords(schedule, now)}` : undefined;
}

function scheduleText(event: EventLine): string {
  if (event.schedule === null) return "on demand";
  const zone = event.schedule.kind === "cron" ? ` (${event.schedule.timezone})` : "";
  return plainText(`${event.scheduleWords}${zone}`);
}

function show(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const event = await findEvent(client, word);
    await session.print(event, showLines(event, session.io.clock.now(), choosePaint(session.io)));
  });
}

function retriesText({ max, delayMs, on }: EventDetails["fields"]["retries"]): string {
  const which = on === null ? "" : `, of ${on.join(", ")} only`;
  return `${String(max)}, first after ${formatDuration(delayMs)}${which}`;
}

function showLines(event: EventDetails, now: number, paint: Paint): string[] {
  const { fields, last } = event;
  const nextDue = nextDueText(event, now);
  const rows = [
    ["event", `${plainText(event.name)} (id ${String(event.id)}, version ${String(event.version)})`],
    ...(fields.description === "" ? [] : [["description", plainText(fields.description)]]),
    [
      "status",
      `${statusText(paint, fields.status)}${event.pauseReason === undefined ? "" : `: ${plainText(event.pauseReason)}`}`,
    ],
    ["type", fields.type],
    ["runs on", plainText(event.runsOn)],
    ...(fields.run.on === "servers" && (fields.run.serverIds.length > 1 || fields.run.groups.length > 0)
      ? [["on several", rolloutWords(fields.rollout, formatDuration)]]
      : []),
    ["schedule", scheduleText(event)],
    ...(nextDue === undefined ? [] : [["next due", nextDue]]),
    ...(fields.schedule === null
      ? []
      : [["policies", `missed: ${fields.schedule.missed}, overlap: ${fields.schedule.overlap}`]]),
    ["timeout", formatDuration(fields.timeoutMs)],
    ["retries", retriesText(fields.retries)],
    ["at once", fields.concurrency === null ? "no limit" : `at most ${counted(fields.concurrency, "job")}`],
    ...(fields.logLimitBytes === null ? [] : [["log", `at most ${formatSize(fields.logLimitBytes)} of each run`]]),
    ...(fields.tags.length === 0 ? [] : [["tags", plainText(fields.tags.join(", "))]]),
    ...fields.environment.map((entry) => [
      "env",
      "value" in entry ? plainText(`${entry.key}=${entry.value}`) : `${entry.key} (secret)`,
    ]),
    ...event.actions.map((action) => [
      "then",
      `${action.when}: ${plainText(actionText(action.do, action.destination))}${action.signed ? ", signed" : ""}`,
    ]),
    ...event.runAfter.map(({ name, when }) => ["runs after", `${plainText(name)}, ${when}`]),
    [
      "last",
      last === undefined
        ? "–"
        : `${statusText(paint, last.status)} ${exactAndRelative(last.at, now)}, job ${last.jobId}`,
    ],
    ["unfinished", String(event.unfinished)],
    ...countersOf(event),
  ];
  return [
    ...alignedLines(rows),
    "",
    ...fields.script
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

/** Counters are shown where something depends on them. */
function countersOf({ runCount, failureStreak, schedule }: EventDetails): string[][] {
  const { maxRuns = null, pauseAfterFailures = null } = schedule ?? {};
  return [
    ...(maxRuns === null ? [] : [["runs", `${String(runCount)} of ${String(maxRuns)} made`]]),
    ...(pauseAfterFailures === null
      ? []
      : [["failures", `${String(failureStreak)} in a row; pauses at ${String(pauseAfterFailures)}`]]),
  ];
}

function reset(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const { id, name, runCount, failureStreak } = await findEvent(client, word);
    await client.events.resetCounters.mutate({ id });
    const line = `${plainText(name)}: counts from nothing again (it had ${counted(runCount, "run", "runs")} and ${counted(failureStreak, "failure", "failures")} in a row)`;
    await session.print({ id, name, runCount: 0, failureStreak: 0 }, [line]);
  });
}

function setStatus(status: EventStatus) {
  return (session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<void> =>
    withClient(session, async (client) => {
      const { id, name } = await findEvent(client, word);
      await client.events.setStatus.mutate({ id, status });
      const paint = choosePaint(session.io);
      await session.print({ id, name, status }, [`${plainText(name)}: ${statusText(paint, status)}`]);
    });
}

function remove(
  session: Session,
  { yes }: { readonly yes?: boolean },
  [word = ""]: readonly string[],
): Promise<number> {
  return withClient(session, async (client) => {
    const { id, name } = await findEvent(client, word);
    const question = `Delete “${plainText(name)}” with its jobs, logs, versions and secrets? Its ledger stays.`;
    if (yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("Nothing was deleted.");
      return 1;
    }
    await client.events.remove.mutate({ id });
    await session.print({ id, name, deleted: true }, [`Deleted ${plainText(name)}.`]);
    return 0;
  });
}
