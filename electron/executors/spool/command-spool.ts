import type { Failure } from "../../../shared/failure.ts";
import type { Clock } from "../../base/clock.ts";
import type { ExecutionLog, ExecutionRequest } from "../executor.ts";
import { parseProcess, parseStatus } from "./answers.ts";
import { readBytes, readMarkedLine, type ByteSource } from "./byte-source.ts";
import { LinkLostError, UnreachableError, type CommandChannel, type Commands } from "./command-channel.ts";
import { limitMark } from "./limit-mark.ts";
import { buildPayload, interpreters } from "./payload.ts";
import { shellCommand } from "./shell-text.ts";
import { discardProgram, followProgram, startProgram, statusProgram } from "./spool-programs.ts";
import type { SpoolSource, StartAnswer } from "./spool-source.ts";
import { parseStop } from "./stop-account.ts";
import { stopProgram } from "./stop-program.ts";
import { wrapperProgram } from "./wrapper-program.ts";

/** Uploading the largest script over a slow link takes a while; asking how a run stands does not. */
const startLimitMs = 120_000;
const answerLimitMs = 20_000;
/** Looking through a crowded machine again and again takes longer. */
const stopLimitMs = 60_000;

/** What an open following looks like: the channel, and its two streams with the marks already read. */
interface Following {
  readonly channel: CommandChannel;
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
}

export interface CommandSpoolChoices {
  readonly commands: Commands;
  readonly clock: Clock;
  readonly request: ExecutionRequest;
  /** The directory that holds all spools; empty: below the user's home. */
  readonly root: string;
  /** Whether the command that starts a run goes on to follow it, which saves a round trip. */
  readonly followFromStart: boolean;
  /** Makes a control group for the run and names its directory; empty: there is none. Absent: likewise. */
  readonly controlGroup?: () => Promise<string>;
  /** Whether what the script leaves is looked after; it then learns where to leave it. */
  readonly keepsFiles?: boolean;
  /** Whose problem it is when the run's files cannot be made. */
  readonly concern: "server" | "this-computer";
}

/** A run reached through shell commands: on a server, or on this computer. */
export function createCommandSpool(choices: CommandSpoolChoices): SpoolSource {
  const { commands, clock, request, root, followFromStart, concern } = choices;
  const mark = `cronium-spool-${request.executionId}`;
  const limit = limitMark(request.executionId);
  let started: Following | undefined;

  function commandFor(program: string, ...programArguments: readonly (string | number)[]): string {
    return shellCommand(program, [request.executionId, root, ...programArguments.map(String)]);
  }

  /** Runs `work` on an open channel, and lets go of the channel when it fails or takes too long. */
  async function on<T>(
    channel: CommandChannel,
    limitMs: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const overdue = new AbortController();
    const cancel = clock.after(limitMs, () => {
      overdue.abort(new LinkLostError(`${commands.place} did not answer within ${String(limitMs / 1000)} s`));
    });
    const ending = AbortSignal.any([signal, overdue.signal]);
    try {
      const result = await work(ending);
      ending.throwIfAborted();
      return result;
    } catch (error) {
      channel.close();
      throw error;
    } finally {
      cancel();
    }
  }

  /** Reads the first marked line. @throws LinkLostError, or UnreachableError when it is no POSIX shell that answers */
  async function readAnswer(channel: CommandChannel, stdout: ByteSource, signal: AbortSignal): Promise<string> {
    const { line, prelude } = await readMarkedLine(stdout, mark, signal);
    if (line !== undefined) return line;
    signal.throwIfAborted();
    if ((await channel.ended) === undefined) {
      throw new LinkLostError(`The connection to ${commands.place} was lost`);
    }
    const complaint = (await readBytes(channel.stderr).next(signal))?.toString("utf8", 0, 500) ?? "";
    const said = `${prelude} ${complaint}`.trim().replaceAll(/\s+/g, " ");
    throw new UnreachableError({
      reason: "session_failed",
      message: `The account on ${commands.place} runs no POSIX shell${said === "" ? "" : `; it said: ${said}`}`,
    });
  }

  /** Runs a brief command to its end. @returns the rest of each line that carries the mark */
  async function ask(program: string, limitMs: number, signal: AbortSignal, ...words: (string | number)[]) {
    const channel = await commands.open(commandFor(program, ...words), "brief", signal);
    return on(channel, limitMs, signal, async (ending) => {
      const stdout = readBytes(channel.stdout);
      const lines = [await readAnswer(channel, stdout, ending)];
      for (;;) {
        const { line } = await readMarkedLine(stdout, mark, ending);
        if (line === undefined) break;
        lines.push(line);
      }
      ending.throwIfAborted();
      if ((await channel.ended) === undefined) throw new LinkLostError(`The connection to ${commands.place} was lost`);
      return lines;
    });
  }

  async function openFollowing(log: ExecutionLog, signal: AbortSignal): Promise<Following | undefined> {
    const position = log.position();
    const command = commandFor(followProgram, position.stdout, position.stderr);
    const channel = await commands.open(command, "lasting", signal);
    return on(channel, answerLimitMs, signal, async (ending) => {
      const stdout = readBytes(channel.stdout);
      const answer = await readAnswer(channel, stdout, ending);
      if (answer === "absent") return undefined;
      return followingOn(channel, stdout);
    });
  }

  function followingOn(channel: CommandChannel, stdout: ByteSource): Following {
    return { channel, stdout, stderr: readBytes(channel.stderr) };
  }

  function refusal(reason: string | undefined, text: string): Failure {
    if (reason === "interpreter") {
      return { reason: "interpreter_missing", message: `${text} was not found on ${commands.place}` };
    }
    const message = `The script could not be started on ${commands.place}: ${text}`;
    if (concern === "server") return { reason: "session_failed", message };
    return { reason: /no space|quota/i.test(text) ? "disk_full" : "internal", message };
  }

  return {
    async start(signal): Promise<StartAnswer> {
      const { bytes, environmentLines, blockBytes, folders } = buildPayload(request, choices.keepsFiles);
      const interpreter = interpreters[request.type];
      const after = followFromStart ? "follow" : "leave";
      let channel: CommandChannel;
      try {
        signal.throwIfAborted();
        const control = (await choices.controlGroup?.()) ?? "";
        const what = [environmentLines, blockBytes, interpreter, after, wrapperProgram];
        const command = commandFor(startProgram, ...what, control, limit.kibibytes, folders.join(" "));
        channel = await commands.open(command, followFromStart ? "lasting" : "brief", signal);
      } catch (error) {
        if (signal.aborted) return { kind: "called-off" };
        throw error;
      }
      // From here on it may start: it is waited for, whoever wants to stop it.
      return on(channel, startLimitMs, new AbortController().signal, async (ending) => {
        channel.stdin.write(bytes);
        const stdout = readBytes(channel.stdout);
        const answer = await readAnswer(channel, stdout, ending);
        const [word, ...rest] = answer.split(" ");
        if (word === "started") {
          if (followFromStart) started = followingOn(channel, stdout);
          else channel.close();
          return { kind: "started", process: parseProcess(rest) };
        }
        const [reason, ...text] = rest;
        const more = (await stdout.next(ending))?.toString("utf8") ?? "";
        return { kind: "refused", failure: refusal(reason, `${text.join(" ")} ${more}`.trim()) };
      });
    },

    async follow(log, signal) {
      const following = started ?? (await openFollowing(log, signal));
      started = undefined;
      if (!following) return;
      const { channel, stdout, stderr } = following;
      try {
        await Promise.all([
          pump(stdout, (bytes) => log.write("stdout", bytes), signal),
          readMarkedLine(stderr, mark, signal).then(() => pump(stderr, (bytes) => log.write("stderr", bytes), signal)),
        ]);
        if (signal.aborted) return;
        if ((await channel.ended) === undefined) {
          throw new LinkLostError(`The connection to ${commands.place} was lost`);
        }
      } finally {
        channel.close();
      }
    },

    async status(fence, signal) {
      return parseStatus(await ask(statusProgram, answerLimitMs, signal, fence ? "fence" : "look", limit.bytes));
    },

    async stop(graceMs, signal) {
      return parseStop(await ask(stopProgram, graceMs + stopLimitMs, signal, Math.ceil(graceMs / 100), limit.bytes));
    },

    async discard(signal) {
      const [line] = await ask(discardProgram, answerLimitMs, signal);
      if (line !== "discarded") throw new Error(`${commands.place} kept files of ${request.executionId}`);
    },
  };
}

async function pump(
  source: ByteSource,
  write: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let bytes = await source.next(signal); bytes; bytes = await source.next(signal)) await write(bytes);
}
