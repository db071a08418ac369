import type { Failure } from "../../../shared/failure.ts";
import type { Clock } from "../../base/clock.ts";
import { untilAborted } from "../until-aborted.ts";
import { readBytes, readMarkedLine, type ByteSource } from "./byte-source.ts";
import { LinkLostError, UnreachableError, type CommandChannel, type Commands } from "./command-channel.ts";
import { installCommand, runnerAbsent, runnerCommand, type RunnerVerb } from "./runner-commands.ts";
import { placeFailure, type Concern } from "./place-failure.ts";

/** A command of the runner that has given its first answer; what follows that is still in the streams. */
export interface Answering {
  readonly channel: CommandChannel;
  readonly stdout: ByteSource;
  readonly answer: string;
  /** Aborts with the caller's signal, and when the time for the whole command is over. */
  readonly ending: AbortSignal;
}

export interface RunnerQuestion {
  readonly verb: RunnerVerb;
  readonly with: readonly (string | number)[];
  readonly use?: "brief" | "lasting";
  /** Bytes for the verb's stdin. */
  readonly input?: Uint8Array;
  /** Time for the answer, milliseconds. */
  readonly limitMs: number;
  /** Stops waiting for the command to be opened. */
  readonly opening: AbortSignal;
  /** Stops waiting for the answer; as `opening` when absent. */
  readonly waiting?: AbortSignal;
}

/** The runner of one place, as one run asks it. Where it is missing it is installed, and asked again. */
export interface RunnerAccess {
  /**
   * Asks for something and does `work` with the answer; the channel is let go when that fails.
   * @throws LinkLostError when the link breaks or the time is over
   * @throws UnreachableError when the place cannot be reached, has no POSIX shell, or the runner cannot be put there
   */
  ask<T>(question: RunnerQuestion, work: (answering: Answering) => Promise<T>): Promise<T>;
  /** Asks for something brief. @returns the answer's lines, without the mark */
  askLines(question: RunnerQuestion): Promise<readonly string[]>;
}

export interface RunnerAccessChoices {
  readonly commands: Commands;
  readonly clock: Clock;
  /** Where the runner and its spools are: absolute, or below the user's home. */
  readonly directory: string;
  /** Goes into the mark of the answers; letters, digits, `_` and `-`. */
  readonly id: string;
  /** Whose problem it is when files cannot be made there. */
  readonly concern: Concern;
}

const installLimitMs = 30_000;

/** What was asked has ended without an answer: there is no POSIX shell, or the runner there is damaged. */
class NoAnswerError extends UnreachableError {}

export function createRunnerAccess({ commands, clock, directory, id, concern }: RunnerAccessChoices): RunnerAccess {
  const mark = `cronium-spool-${id}`;

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
    if ((await untilAborted(channel.ended, signal)) === undefined) {
      throw new LinkLostError(`The connection to ${commands.place} was lost`);
    }
    const complaint = (await readBytes(channel.stderr).next(signal))?.toString("utf8", 0, 500) ?? "";
    const said = `${prelude} ${complaint}`.trim().replaceAll(/\s+/g, " ");
    throw new NoAnswerError({
      reason: "session_failed",
      message: `The account on ${commands.place} runs no POSIX shell${said === "" ? "" : `; it said: ${said}`}`,
    });
  }

  async function install(signal: AbortSignal): Promise<void> {
    const { command, bytes } = installCommand(concern, directory, id);
    const channel = await commands.open(command, "brief", signal);
    const answer = await on(channel, installLimitMs, signal, (ending) => {
      channel.stdin.write(bytes);
      return readAnswer(channel, readBytes(channel.stdout), ending);
    });
    channel.close();
    if (answer === "installed") return;
    const text = answer.replace(/^failed runner /, "");
    const failure: Failure = placeFailure(concern, "runner_failed", text, (words) => {
      return `The runner could not be put on ${commands.place}: ${words}`;
    });
    throw new UnreachableError(failure);
  }

  async function ask<T>(question: RunnerQuestion, work: (answering: Answering) => Promise<T>): Promise<T> {
    const { verb, use = "brief", input, limitMs, opening, waiting = opening } = question;
    const command = runnerCommand(concern, directory, id, verb, question.with);
    for (let turn = 0; ; turn += 1) {
      const channel = await commands.open(command, use, opening);
      const outcome = await on(channel, limitMs, waiting, async (ending) => {
        if (input !== undefined) channel.stdin.write(input);
        const stdout = readBytes(channel.stdout);
        const answer = await readAnswer(channel, stdout, ending);
        if (answer === runnerAbsent) return undefined;
        return { result: await work({ channel, stdout, answer, ending }) };
      }).catch(async (error: unknown) => {
        if (!(error instanceof NoAnswerError) || turn > 0) throw error;
        await repair(verb, error, opening);
        return "mended" as const;
      });
      if (outcome === "mended") continue;
      if (outcome) {
        // What nobody reads to its end would count against the connection for ever.
        if (use === "brief") channel.close();
        return outcome.result;
      }
      channel.close();
      // Somebody removes it as fast as it is put there.
      if (turn > 1) {
        const message = `The runner on ${commands.place} is gone again right after it was put there`;
        throw new UnreachableError({ reason: concern === "server" ? "runner_failed" : "internal", message });
      }
      await install(opening);
    }
  }

  /** Where an installed runner did not answer, it is put there anew; where nothing answers, that is the failure. */
  async function repair(verb: RunnerVerb, error: NoAnswerError, signal: AbortSignal): Promise<void> {
    await install(signal).catch((inTheWay: unknown) => {
      throw inTheWay instanceof NoAnswerError ? error : inTheWay;
    });
    // What a damaged one has done is not known: whoever wanted to start a run looks at it first.
    if (verb === "start") {
      throw new LinkLostError(`The runner on ${commands.place} was damaged and has been put there anew`, error);
    }
  }

  return {
    ask,
    askLines: (question) =>
      ask(question, async ({ channel, stdout, answer, ending }) => {
        const lines = [answer];
        for (;;) {
          const { line } = await readMarkedLine(stdout, mark, ending);
          if (line === undefined) break;
          lines.push(line);
        }
        ending.throwIfAborted();
        if ((await untilAborted(channel.ended, ending)) === undefined)
          throw new LinkLostError(`The connection to ${commands.place} was lost`);
        return lines;
      }),
  };
}
