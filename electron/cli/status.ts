import type { Command } from "commander";
import type { StatusAnswer } from "./answers.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { choosePaint, statusSymbol, type Paint } from "./paint.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { exactAndRelative, shortDuration } from "./time-text.ts";

export function addStatus(program: Command, attach: Attach): void {
  attach(program.command("status").description("say what runs, what is due, how late the scheduler is"), status);
}

function status(session: Session): Promise<void> {
  return withClient(session, async (client, { host }) => {
    const found = await client.system.status.query();
    // The process that has the data open for this answer is no host.
    const { pid, startedAt, ...rest } = found;
    const document = found.running ? { ...found, url: host?.url } : rest;
    const lines = statusLines(found, host?.url, session.io.clock.now(), choosePaint(session.io));
    await session.print(document, lines);
  });
}

function statusLines(found: StatusAnswer, url: string | undefined, now: number, paint: Paint): string[] {
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
    ["  jobs", `${String(jobs.running)} running, ${String(jobs.queued)} queued${attention}`],
    ["  next due", due],
    ...(found.running ? [["  lateness", `the latest tick was ${shortDuration(scheduler.lagMs)} late`]] : []),
    ["  secrets", plainText(found.vault.detail)],
    ["  docker", plainText(found.docker.detail)],
  ];
  return [head, ...alignedLines(rows)];
}
