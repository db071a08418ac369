import type { Command } from "commander";
import { programVersion } from "../host/version.ts";
import { CroniumError } from "../../shared/errors.ts";
import { sleep } from "../base/clock.ts";
import type { Daemon } from "../daemon/run-daemon.ts";
import { readConfiguration, type Configuration } from "../host/configuration.ts";
import { readHostRecord } from "../host/data-directory.ts";
import type { Attach } from "./action.ts";
import { closeDoorway, findWindowProgram, openBrowser, runWindow } from "./open-window.ts";
import type { Session } from "./session.ts";
import { wholeNumber } from "./usage-error.ts";

/** How long a command may keep the data from us, and how often to look, milliseconds. */
const waitForCommandMs = 5_000;
const lookAgainAfterMs = 100;

interface StartFlags {
  readonly headless?: boolean;
  readonly port?: number;
  readonly open: boolean;
}

export function addStart(program: Command, attach: Attach): void {
  const command = program
    .command("start")
    .description("open the app; headless, or where no window can be opened, serve it on 127.0.0.1")
    .option("--headless", "open neither a window nor a browser")
    .option("--port <n>", "the port to serve on, 0 for any free one", wholeNumber(0, 65_535))
    .option("--no-open", "do not open the browser");
  attach<StartFlags>(command, start);
}

async function start(session: Session, flags: StartFlags): Promise<number> {
  if (flags.headless !== true && !session.json) {
    const program = findWindowProgram(session.io.environment);
    if ("missing" in program) {
      session.note(`Serving in the browser instead of a window: ${program.missing}.`);
    } else {
      const words = [program.entry, "--data", session.dataDirectory];
      if (flags.port !== undefined) words.push("--port", String(flags.port));
      const status = await runWindow(program.path, words, session.io.environment);
      if (status !== 127) return status;
      session.note("Serving in the browser instead of a window: Electron could not be started.");
    }
  }
  return serve(session, flags);
}

/** Serves until the user or the system ends it; asked a second time, ends at once. */
async function serve(session: Session, flags: StartFlags): Promise<number> {
  const { io } = session;
  const configuration = readConfiguration({ dataDirectory: session.dataFlag, port: flags.port }, io.environment);
  let asked = 0;
  let stop = (): void => undefined;
  const silence = io.onInterrupt(() => {
    asked += 1;
    if (asked > 1) io.exitNow(1);
    else stop();
  });
  try {
    const daemon = await runWhenFree(session, configuration);
    let stopping: Promise<void> | undefined;
    stop = () => {
      stopping = daemon.stop();
      stopping.catch(() => undefined);
    };
    if (asked > 0) stop();
    await announce(session, daemon.url);
    if (flags.open && flags.headless !== true && !session.json) {
      const opened = await openBrowser(daemon.url, configuration.dataDirectory, io.environment);
      if (!opened) session.note("No browser could be opened from here: open the address yourself.");
    }
    await daemon.stopped;
    await stopping;
    closeDoorway(configuration.dataDirectory);
    return 0;
  } finally {
    silence();
  }
}

/** Starts, after waiting for a command that has the data open only for a moment. */
async function runWhenFree({ io: { clock } }: Session, configuration: Configuration): Promise<Daemon> {
  const { runDaemon } = await import("../daemon/run-daemon.ts");
  const giveUpAt = clock.elapsed() + waitForCommandMs;
  for (;;) {
    try {
      return await runDaemon(configuration);
    } catch (error) {
      const isHeld = error instanceof CroniumError && error.code === "conflict";
      const isServed = readHostRecord(configuration.dataDirectory)?.url !== undefined;
      if (!isHeld || isServed || clock.elapsed() > giveUpAt) throw error;
      await sleep(clock, lookAgainAfterMs);
    }
  }
}

async function announce(session: Session, url: string): Promise<void> {
  if (session.json) {
    session.io.stdout.write(`ready ${JSON.stringify({ url, pid: process.pid })}\n`);
    return;
  }
  await session.print(undefined, [
    `Cronium ${programVersion} is at ${url}`,
    `Its data is in ${session.dataDirectory}. Ctrl-C stops it.`,
  ]);
}
