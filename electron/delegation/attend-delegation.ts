import { recordAudit } from "../store/audit.ts";
import { changeDelegation, collectEndedRuns, findDelegation, openDelegationOfEvent } from "../store/delegations.ts";
import { findEvent } from "../store/events.ts";
import type { DelegationRow } from "../store/server-tables.ts";
import type { ServerConnection } from "../executors/executor.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { giveBack, isGivenBack } from "./give-back.ts";
import { readGivenWork } from "./given-work.ts";
import { openInstallation } from "./installation.ts";
import { reachServer, refuseAnotherServer } from "./reach-server.ts";
import { otherAskerWords, silentWords } from "./fate-words.ts";
import { recordFates } from "./record-fates.ts";
import type { FateReport } from "./server-side.ts";

/** So many jobs of one delegation at most are being taken up at a time: each fetches its log from the server. */
const mostAtOnce = 16;
/** While so many are, a server that gives a schedule back is asked no sooner than this after its last answer, milliseconds. */
const pauseWhileFullMs = 10_000;

/** Whether there is more to do at once: only so much is taken up at a time. */
export interface Attended {
  readonly isMore: boolean;
}

/**
 * Brings one delegation as far as it comes now: installs it, collects what the server has done, or takes it back. What
 * it does may be cut off at any point and done again.
 * @throws NoWayError, UnreachableError or LinkLostError when the server cannot be asked now
 */
export async function attendDelegation(parts: DelegationParts, id: string, signal: AbortSignal): Promise<Attended> {
  const { store, clock, serverSide } = parts;
  let delegation = await findDelegation(store.write, id);
  if (delegation === undefined || delegation.ended_at !== null) return { isMore: false };
  const underWay = await collectEndedRuns(store.write, id);
  const server = await reachServer(parts, readGivenWork(delegation.definition), {
    id: delegation.server_id,
    name: delegation.server_name,
  });
  if (delegation.state === "installing") {
    await serverSide.install(server, await openInstallation(parts, delegation), signal);
    const heard = { heard_at: clock.now(), problem: null };
    // It may have been asked back, or given up, while that took its time.
    const isActive = await changeDelegation(store.write, id, { ...heard, state: "active" }, "installing");
    if (!isActive) await changeDelegation(store.write, id, heard);
    announce(parts, delegation);
    delegation = (await findDelegation(store.write, id)) ?? delegation;
    if (delegation.ended_at !== null) {
      await serverSide.disarm(server, id, delegation.until_at, signal);
      await serverSide.remove(server, id, signal);
      return { isMore: false };
    }
  }
  if (delegation.state === "active" && (await isNoLongerWanted(parts, delegation))) {
    await revokeDelegation(parts, delegation.event_id, "program");
    delegation = { ...delegation, state: "revoking" };
  }
  if (underWay >= mostAtOnce && mayPause(delegation, clock.now())) return { isMore: true };
  if (delegation.state === "revoking") return takeBack(parts, delegation, server, underWay, signal);
  const report = await serverSide.report(server, id, delegation.collected_at, signal);
  return collect(parts, delegation, { server, report, underWay });
}

/** Whether its server need not be asked while nothing that it says could be taken up. */
function mayPause({ state, heard_at: heardAt }: DelegationRow, now: number): boolean {
  return state === "active" || (heardAt !== null && now - heardAt < pauseWhileFullMs);
}

/** The program may pause an event by itself: nothing more is to run then. */
async function isNoLongerWanted({ store }: DelegationParts, delegation: DelegationRow): Promise<boolean> {
  return (await findEvent(store.read, delegation.event_id))?.status !== "ACTIVE";
}

/** Asks for the end of an event's delegation. @returns it, undefined when there is none */
export async function revokeDelegation(
  { store, clock, changes }: Pick<DelegationParts, "store" | "clock" | "changes">,
  eventId: number,
  actor: "user" | "program",
): Promise<DelegationRow | undefined> {
  const found = await store.write.transaction().execute(async (transaction) => {
    const delegation = await openDelegationOfEvent(transaction, eventId);
    if (delegation === undefined || delegation.state === "revoking") return delegation;
    await changeDelegation(transaction, delegation.id, { state: "revoking" });
    const subject = `event ${String(eventId)} ${delegation.event_name}`;
    const detail = { server: delegation.server_name };
    await recordAudit(transaction, { actor, action: "event.taken_back", subject, detail }, clock.now());
    return delegation;
  });
  if (found !== undefined) changes.announce({ noun: "event", id: eventId });
  return found;
}

async function collect(
  parts: DelegationParts,
  delegation: DelegationRow,
  {
    server,
    report,
    underWay,
  }: { readonly server: ServerConnection; readonly report: FateReport; readonly underWay: number },
): Promise<Attended> {
  const { store, clock } = parts;
  const { id } = delegation;
  if (report === undefined) {
    refuseAnotherServer(readGivenWork(delegation.definition), server);
    // Somebody has removed it there: what has been begun can be known no more, and nothing more will be.
    await endUnheard(parts, delegation, `Its files on the server ${delegation.server_name} are gone`);
    return { isMore: false };
  }
  const now = clock.now();
  const upTo = Math.min(now, delegation.until_at - 1);
  const recorded = await store.write.transaction().execute(async (transaction) => {
    const current = await findDelegation(transaction, id);
    if (current?.state !== "active") return undefined;
    const room = Math.max(0, mostAtOnce - underWay);
    const done = await recordFates(
      transaction,
      parts,
      current,
      { server, notes: report.notes, upTo, isFinal: false, room },
      now,
    );
    const isOver = now >= current.until_at && done.isComplete;
    await changeDelegation(transaction, id, {
      heard_at: now,
      problem: otherAskerWords(report.other),
      ...(isOver ? { state: "revoking" as const } : {}),
    });
    return { ...done, isOver };
  });
  tell(parts, delegation, recorded?.begun ?? 0);
  if (recorded === undefined || recorded.isOver) return { isMore: true };
  return { isMore: recorded.isCutShort };
}

async function takeBack(
  parts: DelegationParts,
  delegation: DelegationRow,
  server: ServerConnection,
  underWay: number,
  signal: AbortSignal,
): Promise<Attended> {
  const { store, clock, serverSide } = parts;
  const { id } = delegation;
  if (!isGivenBack(delegation)) {
    const report = await serverSide.disarm(server, id, delegation.collected_at, signal);
    if (report === undefined) refuseAnotherServer(readGivenWork(delegation.definition), server);
    if (report === undefined && delegation.heard_at !== null) {
      await endUnheard(parts, delegation, `Its files on the server ${delegation.server_name} are gone`);
      return { isMore: false };
    }
    const notes = report?.notes ?? [];
    const ran = notes.filter((note) => note.fate !== "revoked").map((note) => note.dueAt);
    const now = clock.now();
    const last = ran.reduce((latest, at) => Math.max(latest, at), delegation.collected_at);
    // The ticker goes on by itself from the end of the time.
    const upTo = now >= delegation.until_at ? delegation.until_at - 1 : last;
    const done = await store.write.transaction().execute(async (transaction) => {
      const current = await findDelegation(transaction, id);
      if (current?.state !== "revoking" || isGivenBack(current)) return undefined;
      const room = Math.max(0, mostAtOnce - underWay);
      const recorded = await recordFates(
        transaction,
        parts,
        current,
        { server, notes, upTo, isFinal: true, room },
        now,
      );
      if (recorded.isComplete) await giveBack(transaction, parts, current, upTo);
      await changeDelegation(transaction, id, { heard_at: now, problem: null });
      return recorded;
    });
    tell(parts, delegation, done?.begun ?? 0);
    parts.rescheduled();
    if (done?.isComplete === false) return { isMore: true };
  }
  await serverSide.remove(server, id, signal);
  await changeDelegation(store.write, id, { state: "ended", ended_at: clock.now(), problem: null });
  announce(parts, delegation);
  return { isMore: false };
}

/**
 * Ends a delegation of which nothing more can be heard: what had passed is told as unknown, what is to come is the
 * program's again.
 * @param problem what is to be known of it afterwards, a sentence without its full stop
 */
export async function endUnheard(parts: DelegationParts, delegation: DelegationRow, problem: string): Promise<void> {
  const { store, clock } = parts;
  const unheard = { cause: "server_silent", reason: silentWords(delegation.server_name) } as const;
  for (let isComplete = false; !isComplete;) {
    isComplete = await store.write.transaction().execute(async (transaction) => {
      const now = clock.now();
      const current = await findDelegation(transaction, delegation.id);
      if (current === undefined || current.ended_at !== null) return true;
      if (!isGivenBack(current)) {
        const upTo = Math.max(current.collected_at, Math.min(now, current.until_at - 1));
        const fates = { server: undefined, notes: [], upTo, isFinal: true, unheard, room: 0 };
        const recorded = await recordFates(transaction, parts, current, fates, now);
        if (!recorded.isComplete) return false;
        await giveBack(transaction, parts, current, upTo);
      }
      await changeDelegation(transaction, delegation.id, { state: "ended", ended_at: now, problem });
      return true;
    });
  }
  announce(parts, delegation);
  parts.rescheduled();
}

/**
 * A server that never got it: all of its instants are the program's again.
 * @returns false when it has got it, and nothing was written
 */
export async function failInstallation(parts: DelegationParts, id: string, problem: string): Promise<boolean> {
  const { store, clock } = parts;
  const delegation = await store.write.transaction().execute(async (transaction) => {
    const current = await findDelegation(transaction, id);
    if (current === undefined || current.ended_at !== null || current.heard_at !== null) return undefined;
    const now = clock.now();
    const upTo = now >= current.until_at ? current.until_at - 1 : current.collected_at;
    await recordFates(transaction, parts, current, { server: undefined, notes: [], upTo, isFinal: true, room: 0 }, now);
    await giveBack(transaction, parts, current, upTo);
    await changeDelegation(transaction, id, { state: "failed", ended_at: now, problem });
    return current;
  });
  if (delegation === undefined) return false;
  announce(parts, delegation);
  parts.rescheduled();
  return true;
}

function tell(parts: DelegationParts, delegation: DelegationRow, begun: number): void {
  announce(parts, delegation);
  parts.changes.announce({ noun: "occurrence", id: delegation.event_id });
  if (begun > 0) parts.queued();
}

function announce({ changes }: Pick<DelegationParts, "changes">, { event_id: id }: DelegationRow): void {
  changes.announce({ noun: "event", id });
}
