import type { Command } from "commander";
import { parseDuration } from "../../shared/duration.ts";
import {
  longestWatchMs,
  shortestWatchMs,
  usualWatchMs,
  type WatchFinding,
  type WatchTimer,
} from "../../shared/watch.ts";
import { defaultDataDirectory } from "../host/configuration.ts";
import { examineHeartbeat, usualGraceMs } from "../watch/examine-heartbeat.ts";
import { createRunProgram } from "../base/run-program.ts";
import { tellFinding } from "../watch/tell-finding.ts";
import type { TimerControl } from "../watch/timer-control.ts";
import { readWatchRecord } from "../watch/watch-record-file.ts";
import { createWatchTimer } from "../watch/watch-timer.ts";
import type { Attach } from "./action.ts";
import { withInterrupt } from "./interrupt.ts";
import { choosePaint, statusSymbol } from "./paint.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative, shortDuration } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

interface CheckFlags {
  readonly notify?: boolean;
  readonly grace?: string;
}

interface InstallFlags {
  readonly every?: string;
}

export function addWatch(program: Command, attach: Attach): void {
  const watch = program.command("watch").description("look from outside whether the program works");
  attach<CheckFlags>(
    watch
      .command("check", { isDefault: true })
      .description("say whether it lives; exit status 1 when it is dead or stuck")
      .option("--notify", "tell of it on the desktop, once, and once when it is well again")
      .option("--grace <duration>", "how long what seems stuck is given before a second look (default: 30s)"),
    check,
  );
  attach<InstallFlags>(
    watch
      .command("install")
      .description("have the system's own timer look, and tell on the desktop")
      .option("--every <duration>", "how often it looks (default: 5m)"),
    install,
  );
  attach(watch.command("remove").description("take away what install made, and nothing else"), remove);
  attach(watch.command("status").description("whether the system's timer looks, and what it saw last"), status);
}

function check(session: Session, { notify, grace }: CheckFlags): Promise<number> {
  const { io, dataDirectory } = session;
  const graceMs = grace === undefined ? usualGraceMs : duration("--grace", grace);
  return withInterrupt(session, async (signal) => {
    const examination = examineHeartbeat({ dataDirectory, clock: io.clock, graceMs, signal });
    const finding = await examination.catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (finding === undefined) return 0;
    await session.print(finding, findingLines(session, finding));
    if (notify === true) await tell(session, finding);
    return finding.verdict === "dead" || finding.verdict === "stuck" ? 1 : 0;
  });
}

function tell({ io, dataDirectory, note }: Session, finding: WatchFinding): Promise<void> {
  return tellFinding({
    dataDirectory,
    finding,
    now: io.clock.now(),
    platform: process.platform,
    run: createRunProgram(io.environment),
    complain: (sentence) => {
      note(`cronium: ${plainText(sentence)}`);
    },
  });
}

function findingLines(session: Session, { verdict, message, remedy }: WatchFinding): readonly string[] {
  const symbols = { alive: "ok", stopped: "PAUSED", dead: "problem", stuck: "problem", unknown: "unknown" } as const;
  const symbol = statusSymbol(choosePaint(session.io), symbols[verdict]);
  return [`${symbol} ${verdict}: ${plainText(message)}.`, ...(remedy === undefined ? [] : [`  ${plainText(remedy)}`])];
}

async function install(session: Session, { every }: InstallFlags): Promise<number> {
  const everyMs = every === undefined ? usualWatchMs : duration("--every", every);
  if (everyMs < shortestWatchMs || everyMs > longestWatchMs || everyMs % 1_000 !== 0) {
    throw new UsageError("--every: from 1m to 1d, in whole seconds.");
  }
  return report(session, await timerOf(session).install(everyMs));
}

async function remove(session: Session): Promise<number> {
  return report(session, await timerOf(session).remove());
}

async function status(session: Session): Promise<number> {
  return report(session, await timerOf(session).status());
}

function timerOf({ io: { environment }, dataDirectory }: Session): TimerControl {
  return createWatchTimer({
    dataDirectory,
    isDefault: dataDirectory === defaultDataDirectory(environment),
    environment,
  });
}

async function report(session: Session, timer: WatchTimer): Promise<number> {
  const latest = readWatchRecord(session.dataDirectory);
  const now = session.io.clock.now();
  const symbol = timer.active === true ? "ok" : timer.installed ? "warning" : "PAUSED";
  const head = `${statusSymbol(choosePaint(session.io), symbol)} ${plainText(timer.detail)}.`;
  const rows = [
    ...(timer.everyMs === undefined ? [] : [["  looks", `every ${shortDuration(timer.everyMs)}`]]),
    ...(latest === undefined
      ? []
      : [
          ["  last look", `${latest.verdict}, ${exactAndRelative(latest.lookedAt, now)}: ${plainText(latest.message)}`],
        ]),
    ...timer.files.map((path) => ["  file", path]),
    ...(timer.remedy === undefined ? [] : [["  to do", plainText(timer.remedy)]]),
  ];
  await session.print({ timer, latest }, [head, ...alignedLines(rows)]);
  return 0;
}

function duration(flag: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new UsageError(`${flag}: “${text}” is no duration, such as 30s or 5m.`);
  return milliseconds;
}
