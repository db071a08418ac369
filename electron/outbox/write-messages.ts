import { shownAddress, thisDesktop } from "../../shared/action.ts";
import type { Notice } from "../notices/notification.ts";
import type { JobEndHook, JobEnding } from "../queue/job-end.ts";
import { actionsOf, eventNamesById } from "../store/actions.ts";
import { findEvent } from "../store/events.ts";
import { insertMessages, type NewMessage } from "../store/outbox.ts";
import { readSettings } from "../store/settings.ts";
import type { ConditionalActionRow, Database, JobRow } from "../store/tables.ts";
import { readJobTold, type JobTold } from "./job-told.ts";
import { callBody, endingWords, followUpInput, reasonWords } from "./message-text.ts";
import { isTriggered } from "./triggered.ts";
import { callAttempts, noticeAttempts } from "./waits.ts";

const nothingTold: JobTold = { condition: null, output: null };
const failures: readonly JobRow["status"][] = ["failed", "timeout", "partial"];

/**
 * Writes what follows from the end of a job: one message per action of its event that this end sets off, and what the
 * settings say is told on the desktop. The actions are those that the event has now.
 * @param written called when there is something to deliver once the transaction is committed
 */
export function messageWriter(written: () => void): JobEndHook {
  return async (transaction, job, now, by) => {
    const messages = [
      ...(await fromActions(transaction, job, now, by)),
      ...(await fromProgram(transaction, job, now, by)),
    ];
    if (messages.length === 0) return;
    await insertMessages(transaction, messages);
    written();
  };
}

async function fromActions(
  transaction: Database,
  job: JobRow,
  now: number,
  by: JobEnding,
): Promise<readonly NewMessage[]> {
  const all = await actionsOf(transaction, job.event_id);
  const asks = all.some(({ kind, trigger }) => kind === "run_event" || trigger === "ON_CONDITION");
  const told = asks ? await readJobTold(transaction, job) : nothingTold;
  const ended = { status: job.status, by, started: job.started_at !== null, condition: told.condition };
  const actions = all.filter((action) => isTriggered(action.trigger, ended));
  if (actions.length === 0) return [];
  const runsAnother = actions.some(({ kind }) => kind === "run_event");
  const names = runsAnother ? await eventNamesById(transaction) : new Map<number, string>();
  return actions.map((action) => actionMessage({ job, told }, action, names, now));
}

function actionMessage(
  { job, told }: { readonly job: JobRow; readonly told: JobTold },
  action: ConditionalActionRow,
  names: ReadonlyMap<number, string>,
  now: number,
): NewMessage {
  const shared = {
    // Actions get a new number with each save, so this one names one action of one job for ever.
    id: `msg_${job.id}_${String(action.id)}`,
    kind: action.kind,
    trigger: action.trigger,
    job_id: job.id,
    event_id: job.event_id,
    event_name: job.event_name,
    subject: endingWords(job),
    available_at: now,
    created_at: now,
  };
  switch (action.kind) {
    case "run_event": {
      const target = action.target_event_id ?? 0;
      const payload = JSON.stringify(followUpInput(job, told));
      const destination = names.get(target) ?? `event ${String(target)}`;
      return { ...shared, destination, target_event_id: target, payload, attempts_allowed: callAttempts };
    }
    case "call_url": {
      const address = action.url ?? "";
      const payload = JSON.stringify(callBody(job, action.trigger, now));
      const destination = shownAddress(address);
      const secret_reference = action.secret_reference;
      return { ...shared, destination, address, secret_reference, payload, attempts_allowed: callAttempts };
    }
    case "notify":
      return { ...shared, ...noticeColumns(jobNotice(job)) };
  }
}

function jobNotice(job: JobRow): Notice {
  return { title: endingWords(job), body: reasonWords(job), urgent: job.status !== "completed" };
}

function noticeColumns(notice: Notice): Pick<NewMessage, "destination" | "payload" | "attempts_allowed"> {
  return { destination: thisDesktop, payload: JSON.stringify(notice), attempts_allowed: noticeAttempts };
}

/** What the program tells of its own accord, as the settings say. */
async function fromProgram(
  transaction: Database,
  job: JobRow,
  now: number,
  by: JobEnding,
): Promise<readonly NewMessage[]> {
  if (by !== "settle" || (job.status !== "needs_attention" && !failures.includes(job.status))) return [];
  const { notify } = await readSettings(transaction);
  if (notify === "nothing") return [];
  const messages: NewMessage[] = [];
  if (job.status === "needs_attention" || notify === "failures") {
    messages.push(programNotice(job, `msg_${job.id}_${job.status}`, jobNotice(job), now));
  }
  const event = await findEvent(transaction, job.event_id);
  // The failure that just ended paused it: the pause is of this very moment.
  if (event?.status === "PAUSED" && event.pause_reason !== null && event.updated_at === now) {
    const body = `${event.pause_reason}. Activate it once you have seen to it.`;
    const notice = { title: `“${event.name}” was paused`, body, urgent: true };
    messages.push(programNotice(job, `msg_paused_${String(event.id)}_${String(event.version)}`, notice, now));
  }
  return messages;
}

function programNotice(job: JobRow, id: string, notice: Notice, now: number): NewMessage {
  return {
    id,
    kind: "notify",
    trigger: null,
    job_id: job.id,
    event_id: job.event_id,
    event_name: job.event_name,
    subject: notice.title,
    ...noticeColumns(notice),
    available_at: now,
    created_at: now,
  };
}
