import type { DelegatedRunState, OccurrenceCause, OccurrenceDecision } from "../../shared/words.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { enqueueBegun } from "../queue/begun-elsewhere.ts";
import { dueBetween } from "../schedule/due.ts";
import { appendOccurrences } from "../schedule/ledger-append.ts";
import { changeDelegation, delegatedRuns, findScheduleVersion, moveDelegatedRuns } from "../store/delegations.ts";
import { addRunCounts } from "../store/due-events.ts";
import { findEvent } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { DelegatedRunRow, DelegationRow } from "../store/server-tables.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import {
  beforeRestoreWords,
  fetchedWords,
  missedThereWords,
  notGivenWords,
  onServerWords,
  skippedThereWords,
  takenBackWords,
} from "./fate-words.ts";
import { readGivenWork } from "./given-work.ts";
import { decideGiven, holdingOn } from "./plan-delegation.ts";
import type { FateNote } from "./server-side.ts";

/** Ledger rows of one transaction at most. */
const rowsPerTurn = 500;

export interface FatesToRecord {
  /** Whose they are; undefined when nobody can be asked, and nothing has begun. */
  readonly server: ServerConnection | undefined;
  readonly notes: readonly FateNote[];
  /** Everything due up to here is accounted for, epoch milliseconds. */
  readonly upTo: number;
  /** Nothing more will be heard: an instant without a note never ran. */
  readonly isFinal: boolean;
  /** What is said of an instant that was given and has no note, when nothing more will be heard. */
  readonly unheard?: Unheard;
  /** So many jobs at most are taken up at a time. */
  readonly room: number;
}

/** How the ledger tells of an instant that did not run. */
export interface Unheard {
  readonly cause: OccurrenceCause;
  readonly reason: string;
}

export interface RecordedFates {
  readonly begun: number;
  /** Everything up to the asked instant is in the ledger. */
  readonly isComplete: boolean;
  /** More could be written at once than one turn may. */
  readonly isCutShort: boolean;
}

/**
 * Writes into the ledger what became of a delegation's instants, in order and each once: its row, and the job of what
 * has begun with the execution by which it is taken up; the job alone where the ledger had the instant before. Stops where
 * nothing is known yet, or enough has been written.
 */
export async function recordFates(
  transaction: Database,
  parts: Pick<DelegationParts, "ids" | "compile" | "calendars" | "serverSide">,
  delegation: DelegationRow,
  { server, notes, upTo, isFinal, unheard, room }: FatesToRecord,
  now: number,
): Promise<RecordedFates> {
  const version = await findScheduleVersion(transaction, delegation.schedule_id);
  const event = await findEvent(transaction, delegation.event_id);
  if (version === undefined || event === undefined) return { begun: 0, isComplete: true, isCutShort: false };
  const given = new Map((await delegatedRuns(transaction, delegation.id, delegation.collected_at)).map(byInstant));
  const fates = new Map(notes.map((note) => [note.dueAt, note]));
  const due = instantsOf(parts, version, delegation.collected_at, upTo, [...given.keys()]);
  const writer = await openWriter(transaction, parts, { delegation, event, version, server }, now);
  const name = delegation.server_name;
  let collectedAt = delegation.collected_at;
  let isWaiting = false;
  let isFull = due.length > rowsPerTurn;
  for (const dueAt of due.slice(0, rowsPerTurn)) {
    const run = given.get(dueAt);
    const note = fates.get(dueAt);
    const isBegun = note?.fate === "begun" || note?.fate === "started";
    isWaiting = run !== undefined && note === undefined && !isFinal;
    const isTooMany = isBegun && writer.begun >= room;
    if (isTooMany) isFull = true;
    if (isWaiting || isTooMany) break;
    if (run === undefined) await writer.notGiven(dueAt);
    else if (note?.fate === "fetched") writer.fetched(dueAt);
    else if (note !== undefined && isBegun) await writer.ran(run, note);
    else if (note?.fate === "skipped") writer.refused(dueAt, "skipped", "overlap", skippedThereWords(name));
    else if (note?.fate === "missed") writer.refused(dueAt, "missed", "missed_on_server", missedThereWords(name));
    else {
      const words = unheard ?? { cause: "missed_on_server", reason: takenBackWords(name) };
      writer.refused(dueAt, "missed", words.cause, words.reason);
    }
    collectedAt = dueAt;
  }
  const isComplete = !isWaiting && !isFull;
  await writer.finish(isComplete ? Math.max(upTo, collectedAt) : collectedAt);
  return { begun: writer.begun, isComplete, isCutShort: isFull && !isWaiting };
}

function byInstant(run: DelegatedRunRow): readonly [number, DelegatedRunRow] {
  return [run.due_at, run];
}

/** What the schedule had due, and what the server was given: the same, unless what is known of time zones has changed. */
function instantsOf(
  { compile }: Pick<DelegationParts, "compile">,
  version: ScheduleRow,
  after: number,
  upTo: number,
  given: readonly number[],
): readonly number[] {
  const due = dueBetween(compile(version), after, upTo, rowsPerTurn + 1);
  const reach = due.length > rowsPerTurn ? (due.at(-1) ?? upTo) : upTo;
  return [...new Set([...due, ...given.filter((at) => at <= reach)])].sort((left, right) => left - right);
}

interface FateWriter {
  readonly begun: number;
  ran(run: DelegatedRunRow, note: FateNote): Promise<void>;
  /** An instant that ran there, and whose result somebody has fetched before. */
  fetched(dueAt: number): void;
  refused(dueAt: number, decision: OccurrenceDecision, cause: OccurrenceCause, reason: string): void;
  /** An instant the server was not given: for the reason it was not, as far as that still holds. */
  notGiven(dueAt: number): Promise<void>;
  finish(collectedAt: number): Promise<void>;
}

async function openWriter(
  transaction: Database,
  { ids, calendars, serverSide }: Pick<DelegationParts, "ids" | "calendars" | "serverSide">,
  what: {
    readonly delegation: DelegationRow;
    readonly event: EventRow;
    readonly version: ScheduleRow;
    readonly server: ServerConnection | undefined;
  },
  now: number,
): Promise<FateWriter> {
  const { delegation, event, version } = what;
  const ledger = await appendOccurrences(transaction);
  const states = new Map<number, DelegatedRunState>();
  const { job: definition, settledAt = 0 } = readGivenWork(delegation.definition);
  const server = { id: delegation.server_id ?? 0, name: delegation.server_name };
  let begun = 0;
  let fetchedBefore = 0;

  function add(
    dueAt: number,
    row: {
      readonly decision: OccurrenceDecision;
      readonly cause: OccurrenceCause;
      readonly reason: string;
      readonly calendar?: string | null;
      readonly jobId?: string;
    },
  ): void {
    if (dueAt <= settledAt) return;
    ledger.add({
      id: ledger.nextId,
      schedule_id: version.id,
      event_id: event.id,
      event_name: event.name,
      due_at: dueAt,
      decided_at: now,
      decision: row.decision,
      cause: row.cause,
      reason: row.reason,
      calendar: row.calendar ?? null,
      absence_id: null,
      job_id: row.jobId ?? null,
    });
  }

  return {
    get begun() {
      return begun;
    },
    async ran(run, { at, fate }) {
      if (what.server === undefined) throw new Error("a run has begun on a server that cannot be asked");
      const dueAt = run.due_at;
      const isStarted = fate === "started";
      const request = {
        event: { id: event.id, name: event.name, version: delegation.event_version },
        definition,
        priority: event.priority,
        source: "schedule",
        now,
        dueAt,
        // One that was decided here has the key, and may have a job.
        ...(dueAt <= settledAt
          ? {}
          : { occurrenceId: ledger.nextId, idempotencyKey: `schedule:${String(version.id)}:${String(dueAt)}` }),
      } as const;
      await enqueueBegun(transaction, ids, request, {
        jobId: run.job_id,
        executionId: run.execution_id,
        server,
        handle: serverSide.handleOf(what.server, run.execution_id, isStarted),
        startedAt: isStarted ? at : undefined,
      });
      const reason = onServerWords(server.name, at - dueAt);
      add(dueAt, { decision: "run", cause: "on_server", reason, jobId: run.job_id });
      states.set(dueAt, "running");
      begun += 1;
    },
    fetched(dueAt) {
      add(dueAt, { decision: "run", cause: "on_server", reason: fetchedWords(server.name) });
      states.set(dueAt, "collected");
      if (dueAt > settledAt) fetchedBefore += 1;
    },
    refused(dueAt, decision, cause, reason) {
      add(dueAt, { decision, cause, reason });
      states.set(dueAt, "missed");
    },
    async notGiven(dueAt) {
      if (dueAt <= settledAt) return;
      if (dueAt <= delegation.from_at) {
        add(dueAt, { decision: "missed", cause: "server_silent", reason: beforeRestoreWords(server.name) });
        return;
      }
      const holding = holdingOn(await calendars(transaction), event, server);
      const counted = { run_count: event.run_count + begun + fetchedBefore };
      const decided = decideGiven({ due: [dueAt], event: counted, version, holding })[0];
      if (decided !== undefined && decided.job === undefined) add(dueAt, decided);
      else add(dueAt, { decision: "missed", cause: "missed_on_server", reason: notGivenWords(server.name) });
    },
    async finish(collectedAt) {
      await ledger.write();
      // What was fetched into data that is no more has run all the same.
      const ran = begun + fetchedBefore;
      await addRunCounts(transaction, ran === 0 ? new Map() : new Map([[event.id, ran]]));
      await moveDelegatedRuns(transaction, delegation.id, states);
      await changeDelegation(transaction, delegation.id, { collected_at: collectedAt });
    },
  };
}
