import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import type { Attach } from "./action.ts";
import type { AbsenceAnswer, AbsenceLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { findEvent } from "./lookup.ts";
import type { Session } from "./session.ts";
import { alignedLines, tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative, shortDuration, utcTime } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

interface AwayFlags {
  readonly run?: boolean;
  readonly dismiss?: boolean;
}

export function addAway(program: Command, attach: Attach): void {
  const command = program
    .command("away [events...]")
    .description("what was due while Cronium did not run or the computer slept, and what was done about it")
    .option("--run", "run what was missed: the latest instant of each event, or only of those that are named")
    .option("--dismiss", "put it away: it is not shown again; the ledger keeps it");
  attach<AwayFlags>(command, away);
}

function away(session: Session, flags: AwayFlags, words: readonly string[]): Promise<void> {
  if (words.length > 0 && flags.run !== true) throw new UsageError("Naming events belongs to --run.");
  return withClient(session, async (client, { host }) => {
    const newest = await client.absences.latest.query();
    if (flags.run !== true && flags.dismiss !== true) {
      await session.print(newest, absenceLines(newest, session.io.clock.now()));
      return;
    }
    const runs = flags.run === true ? await runMissed(client, words) : [];
    const dismissed = flags.dismiss === true ? await dismiss(client, newest.absences) : [];
    await session.print({ runs, dismissed }, [
      ...(flags.run === true ? runLines(runs) : []),
      ...(flags.dismiss === true ? [`Put away ${counted(dismissed.length, "absence")}.`] : []),
    ]);
    if (runs.some(({ isNew }) => isNew) && host === undefined) {
      session.note("Cronium is not running: the jobs start once it does (`cronium start`).");
    }
  });
}

type Run = Awaited<ReturnType<Client["absences"]["runMissed"]["mutate"]>>[number];

/** Each event runs once, however many absences it missed something in: for the newest of them. */
async function runMissed(client: Client, words: readonly string[]): Promise<Run[]> {
  const named: number[] = [];
  for (const word of words) named.push((await findEvent(client, word)).id);
  const runs: Run[] = [];
  const madeUpFor = new Set<number>();
  for await (const { id, events } of allAbsences(client)) {
    const chosen = events.filter(({ eventId, exists, missed, latestCaughtUp }) => {
      if (!exists || missed === 0 || madeUpFor.has(eventId)) return false;
      return named.length > 0 ? named.includes(eventId) : !latestCaughtUp;
    });
    for (const { eventId, caughtUp, latestCaughtUp } of events)
      if (caughtUp > 0 || latestCaughtUp) madeUpFor.add(eventId);
    if (chosen.length === 0) continue;
    for (const { eventId } of chosen) madeUpFor.add(eventId);
    runs.push(...(await client.absences.runMissed.mutate({ id, eventIds: chosen.map(({ eventId }) => eventId) })));
  }
  const unserved = named.findIndex((eventId) => !runs.some((run) => run.eventId === eventId));
  if (unserved === -1) return runs;
  throw new CroniumError("conflict", `“${words[unserved] ?? ""}” missed nothing while Cronium was away`, {
    remedy: "See what did with `cronium away`.",
  });
}

/** Every absence nobody has put away yet, newest first, as far as they are asked for. */
async function* allAbsences(client: Client): AsyncGenerator<AbsenceLine, void> {
  let beforeId: number | undefined;
  for (;;) {
    const { absences } = await client.absences.latest.query({ beforeId });
    yield* absences;
    beforeId = absences.at(-1)?.id;
    if (beforeId === undefined) return;
  }
}

/** Puts away the newest and all before it: those not listed, too. */
async function dismiss(client: Client, [newest]: readonly AbsenceLine[]): Promise<readonly number[]> {
  if (newest === undefined) return [];
  return (await client.absences.acknowledge.mutate({ id: newest.id, andEarlier: true })).ids;
}

function runLines(runs: readonly Run[]): string[] {
  if (runs.length === 0)
    return ["There is nothing to run: what was missed has been caught up or put away, or nothing was missed."];
  return alignedLines(
    runs.map(({ eventName, dueAt, jobId, isNew }) => [
      jobId,
      plainText(eventName),
      `for ${utcTime(dueAt)}${isNew ? "" : " (queued before)"}`,
    ]),
  );
}

function absenceLines({ absences, total }: AbsenceAnswer, now: number): string[] {
  if (absences.length === 0) return ["Cronium has not been away, as far as you have not seen it already."];
  const lines = absences.flatMap((absence) => [...describeAbsence(absence, now), ""]);
  const more = total - absences.length;
  return [
    ...lines,
    ...(more > 0 ? [`… and ${counted(more, "earlier absence")}; --run and --dismiss are about them, too.`] : []),
    "Run what was missed with `cronium away --run`; put this away with `cronium away --dismiss`.",
  ];
}

function describeAbsence(absence: AbsenceLine, now: number): string[] {
  const { fromAt, untilAt, cause, due, caughtUp, missed, skipped, events } = absence;
  const what =
    cause === "stopped"
      ? `Cronium did not run for ${shortDuration(untilAt - fromAt)}`
      : `Cronium was given no time for ${shortDuration(untilAt - fromAt)} (the computer slept or stood still, or its clock was set)`;
  const counts = `${String(due)} due, ${String(caughtUp)} caught up, ${String(missed)} missed, ${String(skipped)} skipped`;
  const rows = events.map((event) => [
    `${plainText(event.eventName)}${event.exists ? "" : " (deleted)"}`,
    String(event.due),
    `${plainText(event.words)}${event.ranByHand === undefined ? "" : `; run by hand since: ${event.ranByHand}`}`,
  ]);
  return [
    `${what}, from ${utcTime(fromAt)} to ${exactAndRelative(untilAt, now)}: ${counts}.`,
    ...tableLines(["event", "due", "what was done"], rows),
  ];
}
