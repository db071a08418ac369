import { readFileSync } from "node:fs";
import type { Api } from "../crash/life.ts";

export interface LedgerCheck {
  readonly ran: number;
  readonly logs: number;
}

/**
 * Holds the ledger against what the server itself noted: every instant once, each with the log and exit code of its run.
 * @throws Error naming what is wrong
 */
export async function checkLedger(
  api: Api,
  what: { readonly eventId: number; readonly fromAt: number; readonly untilAt: number; readonly witness: string },
): Promise<LedgerCheck> {
  const { eventId, fromAt, untilAt, witness } = what;
  const all = await api.occurrences.list.query({ eventId, limit: 10_000 });
  const rows = all.filter(({ dueAt }) => dueAt >= fromAt && dueAt < untilAt);
  const due = await dueOf(api, eventId, fromAt, untilAt);
  const told = rows.map(({ dueAt }) => dueAt).sort((left, right) => left - right);
  if (JSON.stringify(told) !== JSON.stringify(due)) {
    throw new Error(`the ledger has ${String(told.length)} rows for ${String(due.length)} instants, or others`);
  }
  const others = rows.filter(({ decision, cause }) => decision !== "run" || cause !== "on_server");
  // Where the daemon was quicker than the server's timer, before it was killed, it told of none.
  if (others.length > 0)
    throw new Error(`${String(others.length)} instants did not run there: ${others[0]?.reason ?? ""}`);
  const noted = readFileSync(witness, "utf8").trimEnd().split("\n");
  if (new Set(noted).size !== noted.length) throw new Error("a run was begun twice");
  let logs = 0;
  for (const { jobId = "" } of rows) {
    const job = await api.jobs.get.query({ id: jobId });
    const [execution] = job.executions;
    if (job.exitCode !== 7 || execution === undefined) throw new Error(`${jobId} ended with ${String(job.exitCode)}`);
    if (!noted.includes(execution.id)) throw new Error(`${execution.id} is not among what the server ran`);
    const { parts } = await api.logs.read.query({ executionId: execution.id });
    const text = parts.map(({ data }) => Buffer.from(data, "base64").toString()).join("");
    if (text !== `${execution.id}\n`) throw new Error(`the log of ${execution.id} is ${JSON.stringify(text)}`);
    logs += 1;
  }
  if (!(await api.occurrences.verify.query()).valid) throw new Error("the chain of the ledger is broken");
  return { ran: rows.length, logs };
}

/** Worked out by itself, not by the engine that is judged. */
async function dueOf(api: Api, eventId: number, fromAt: number, untilAt: number): Promise<readonly number[]> {
  const { schedule } = await api.events.get.query({ id: eventId });
  if (schedule?.kind !== "interval") throw new Error("the event has lost its schedule");
  const { everyMs, anchorMs = 0, endMs } = schedule;
  const last = Math.min(untilAt - 1, endMs ?? untilAt);
  const due: number[] = [];
  for (let at = anchorMs + Math.ceil((fromAt - anchorMs) / everyMs) * everyMs; at <= last; at += everyMs) due.push(at);
  return due;
}
