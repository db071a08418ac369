import type { Command } from "commander";
import type { WatchFinding } from "../../shared/watch.ts";
import { findingsText } from "../../shared/reconcile.ts";
import { bytesText } from "../../shared/bytes-text.ts";
import { glanceAtHeartbeat } from "../watch/examine-heartbeat.ts";
import type { StatusAnswer } from "./answers.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { choosePaint, statusSymbol, type Paint } from "./paint.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative, relativeTime, shortDuration } from "./time-text.ts";

export function addStatus(program: Command, attach: Attach): void {
  attach(program.command("status").description("say what runs, what is due, how late the scheduler is"), status);
}

function status(session: Session): Promise<void> {
  return withClient(session, async (client, { host }) => {
    const found = await client.system.status.query();
    const { verdict, message, heartbeat } = glanceAtHeartbeat({
      dataDirectory: session.dataDirectory,
      clock: session.io.clock,
    });
    const watch = { verdict, message, heartbeatAt: heartbeat?.at };
    // The process that has the data open for this answer is no host.
    const { pid, startedAt, ...rest } = found;
    const document = found.running ? { ...found, url: host?.url, watch } : { ...rest, watch };
    const lines = statusLines(found, host?.url, watch, session.io.clock.now(), choosePaint(session.io));
    await session.print(document, lines);
  });
}

interface Watched extends Pick<WatchFinding, "verdict" | "message"> {
  readonly heartbeatAt: number | undefined;
}

function statusLines(
  found: StatusAnswer,
  url: string | undefined,
  watch: Watched,
  now: number,
  paint: Paint,
): string[] {
  const { scheduler, jobs } = found;
  const head = found.running
    ? `${statusSymbol(paint, "ok")} Cronium ${found.version} runs as process ${String(found.pid)} since ${exactAndRelative(found.startedAt, now)}`
    : `${statusSymbol(paint, "PAUSED")} Cronium ${found.version} is not running here: nothing is scheduled until \`cronium start\``;
  const due =
    scheduler.nextDueAt === undefined
      ? "nothing"
      : `${plainText(scheduler.nextDueEvent ?? "")} at ${exactAndRelative(scheduler.nextDueAt, now)}`;
  const attention = jobs.needsAttention === 0 ? "" : `, ${counted(jobs.needsAttention, "needs", "need")} attention`;
  const rows = [
    ...(url === undefined ? [] : [["  address", url]]),
    ["  data", found.dataDirectory],
    ["  storage", storageText(found, now)],
    ...(found.storage.problem === undefined ? [] : [["  problem", problemText(found.storage.problem)]]),
    ["  jobs", `${String(jobs.running)} running, ${String(jobs.queued)} queued${attention}`],
    ["  next due", due],
    ...reconciledRows(found, now),
    ...(found.running ? schedulerRows(found, watch, now) : silenceRows(watch)),
    ["  secrets", `${plainText(found.vault.detail)}${vaultWaits(found)}`],
    ["  docker", plainText(found.docker.detail)],
  ];
  return [head, ...alignedLines(rows)];
}

/** How many jobs wait until the vault is opened. */
function vaultWaits({ vault }: StatusAnswer): string {
  return vault.waiting === 0 ? "" : `; ${counted(vault.waiting, "job waits", "jobs wait")} for it to be opened`;
}

function storageText({ storage }: StatusAnswer, now: number): string {
  const { latestBackupAt, databaseBytes } = storage;
  const backup = latestBackupAt === undefined ? "no backup yet" : `backed up ${exactAndRelative(latestBackupAt, now)}`;
  return `the database takes ${bytesText(databaseBytes)}, ${backup}`;
}

function problemText({ message, remedy }: NonNullable<StatusAnswer["storage"]["problem"]>): string {
  return plainText([message, remedy].filter(Boolean).join(". ").replaceAll("..", "."));
}

function schedulerRows({ scheduler }: StatusAnswer, { heartbeatAt }: Watched, now: number): string[][] {
  const { problem, lagMs, lastTickAt } = scheduler;
  const tick = lastTickAt === undefined ? "" : `, ${relativeTime(lastTickAt, now)}`;
  return [
    ["  lateness", `the latest tick was ${shortDuration(lagMs)} late${tick}`],
    ...(problem === undefined
      ? []
      : [["  problem", `since ${exactAndRelative(problem.since, now)} ticks fail: ${plainText(problem.message)}`]]),
    ["  heartbeat", heartbeatAt === undefined ? "none" : exactAndRelative(heartbeatAt, now)],
  ];
}

/** What was left by a crash or a sleep and has been put right, since the start. */
function reconciledRows({ reconciled }: StatusAnswer, now: number): string[][] {
  const find = reconciled?.latestFind;
  const text = find === undefined ? undefined : findingsText(find.findings);
  return find === undefined || text === undefined ? [] : [["  put right", `${text}, ${relativeTime(find.at, now)}`]];
}

/** Since when nothing is scheduled, as far as the latest program left word. */
function silenceRows({ verdict, message }: Watched): string[][] {
  return verdict === "dead" || verdict === "stopped" ? [["  ended", plainText(message)]] : [];
}
