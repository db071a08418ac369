import { Command, CommanderError } from "commander";
import { programVersion } from "../host/version.ts";
import type { Attach } from "./action.ts";
import { failureLine } from "./describe-failure.ts";
import type { CommandIo } from "./io.ts";
import { createSession, type GlobalFlags } from "./session.ts";
import { addStart } from "./start.ts";
import { addStop } from "./stop.ts";
import { addStatus } from "./status.ts";
import { addApply } from "./apply.ts";
import { addExport } from "./export.ts";
import { addEvent } from "./event.ts";
import { addRun } from "./run.ts";
import { addJob } from "./job.ts";
import { addOutbox } from "./outbox.ts";
import { addLogs } from "./logs.ts";
import { addSearch } from "./search.ts";
import { addNext } from "./next.ts";
import { addForecast } from "./forecast.ts";
import { addAway } from "./away.ts";
import { addWhy } from "./why.ts";
import { addCalendar } from "./calendar.ts";
import { addServer } from "./server.ts";
import { addDb } from "./db.ts";
import { addImages } from "./images.ts";
import { addSettings } from "./settings.ts";
import { addDoctor } from "./doctor.ts";
import { addVariable } from "./variable.ts";
import { addVault } from "./vault.ts";
import { addWatch } from "./watch.ts";
import { UsageError } from "./usage-error.ts";

/** In the order in which the help lists them. */
const subcommands = [
  addStart,
  addStop,
  addStatus,
  addApply,
  addExport,
  addEvent,
  addRun,
  addJob,
  addOutbox,
  addLogs,
  addSearch,
  addNext,
  addForecast,
  addWhy,
  addAway,
  addCalendar,
  addServer,
  addImages,
  addVariable,
  addSettings,
  addDb,
  addDoctor,
  addVault,
  addWatch,
] as const;

/**
 * Runs one `cronium` command line.
 * @param words what follows `cronium`
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage, or what the subcommand says
 */
export async function runCommand(words: readonly string[], io: CommandIo): Promise<number> {
  let status = 0;
  const program = createProgram(io, (command, action) => {
    command.action(async (...given: unknown[]) => {
      const flags = command.optsWithGlobals<GlobalFlags & Parameters<typeof action>[1]>();
      const words = given
        .slice(0, -2)
        .flat()
        .filter((word) => typeof word === "string");
      status = (await action(createSession(io, flags), flags, words)) ?? 0;
    });
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.stderr.write(`${failureLine(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The whole command with its subcommands and flags. */
export function createProgram(io: Pick<CommandIo, "stdout" | "stderr">, attach: Attach): Command {
  const program = new Command("cronium")
    .description("Runs scheduled work across servers from your own computer.")
    .version(programVersion, "-V, --version", "print the version")
    .option("--data <dir>", "the data directory (default: CRONIUM_DATA, else the system's folder for application data)")
    .option("--json", "print JSON, and nothing else, on stdout")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print help for a command")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, writeText) => {
        writeText(`cronium: ${oneLine(text.replace(/^error: /, ""))}\n`);
      },
    })
    .exitOverride();
  for (const add of subcommands) add(program, attach);
  return program;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}
