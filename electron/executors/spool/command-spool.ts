import { Buffer } from "node:buffer";
import type { Failure } from "../../../shared/failure.ts";
import type { Clock } from "../../base/clock.ts";
import type { StoredFile } from "../delivery/kit.ts";
import type { ExecutionLog, ExecutionRequest } from "../executor.ts";
import { buildPayload } from "../payload/build-payload.ts";
import { untilAborted } from "../until-aborted.ts";
import { parseProcess, parseStatus } from "./answers.ts";
import { readBytes, readMarkedLine, type ByteSource } from "./byte-source.ts";
import { doorKey } from "./door-key.ts";
import { LinkLostError, type CommandChannel, type Commands } from "./command-channel.ts";
import { limitMark } from "./limit-mark.ts";
import { interpreters, packOwn, packWhole, type Parcel } from "./parcel.ts";
import { placeFailure, type Concern } from "./place-failure.ts";
import { createRunnerAccess, type Answering, type RunnerQuestion } from "./runner-access.ts";
import type { SpoolSource, StartAnswer } from "./spool-source.ts";
import { parseStop } from "./stop-account.ts";
import { createEndReader } from "./told-end.ts";

/** Uploading the largest script over a slow link takes a while; asking how a run stands does not. */
const startLimitMs = 120_000;
const answerLimitMs = 20_000;
/** Looking through a crowded machine again and again takes longer. */
const stopLimitMs = 60_000;
/** What holds no result and nobody has needed for so long is swept where runs are kept, once a day. */
const sweepAfterDays = 30;

/** What an open following looks like: the channel, and its two streams with the marks already read. */
interface Following {
  readonly channel: CommandChannel;
  readonly stdout: ByteSource;
  readonly stderr: ByteSource;
}

/** What is known of a run only when it starts. */
export interface OwnThings {
  /** Set besides the request's environment, and before it in doubt. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that name something in the spool, by its path there. */
  readonly places?: Readonly<Record<string, string>>;
  /**
   * Laid into the spool, paths below it whose folders hold no blanks. `runtime/in/` is removed when the script has
   * ended, `runtime/out/` stays until the run is discarded.
   */
  readonly files: readonly StoredFile[];
}

export interface CommandSpoolChoices {
  readonly commands: Commands;
  readonly clock: Clock;
  readonly request: ExecutionRequest;
  /** The directory of the runner and all spools, which are in its `runs`: absolute, or below the user's home. */
  readonly directory: string;
  /** Whether the place keeps payloads, so that an unchanged script is not sent again. */
  readonly keepsPayloads: boolean;
  /** Whether the command that starts a run goes on to follow it, which saves a round trip. */
  readonly followFromStart: boolean;
  /** Makes a control group for the run and names its directory; empty: there is none. Absent: likewise. */
  readonly controlGroup?: () => Promise<string>;
  /** Whether what the script leaves is looked after; it then learns where to leave it. */
  readonly keepsFiles?: boolean;
  /** Asked for at each start, before anything is sent; needs a place that keeps payloads. */
  readonly prepare?: (signal: AbortSignal) => Promise<OwnThings>;
  /** Whose problem it is when the run's files cannot be made. */
  readonly concern: Concern;
}

/** A run's spool, and besides its files. */
export interface CommandSpool extends SpoolSource {
  /**
   * Reads a file of the spool, such as `runtime/out/calls.jsonl`, or at most `mostBytes` of it after its first `from`.
   * @returns undefined when there is none; no link is followed
   * @throws as every method of a SpoolSource
   */
  read(
    path: string,
    mostBytes: number,
    signal: AbortSignal,
    from?: number,
  ): Promise<{ readonly bytes: Buffer; readonly size: number } | undefined>;
  /**
   * Puts a text in the place of a file of `runtime/out/`, all at once.
   * @param name small letters and points
   * @returns false where the run has no such folder, or is gone
   * @throws as every method of a SpoolSource
   */
  write(name: string, text: string, signal: AbortSignal): Promise<boolean>;
}

/** A run reached through the runner: on a server, or on this computer. */
export function createCommandSpool(choices: CommandSpoolChoices): CommandSpool {
  const { commands, clock, request, directory, followFromStart, keepsPayloads, concern } = choices;
  const id = request.executionId;
  const mark = `cronium-spool-${id}`;
  const limit = limitMark(id);
  const runner = createRunnerAccess({ commands, clock, directory, id, concern });
  let started: Following | undefined;

  const brief = (
    verb: RunnerQuestion["verb"],
    limitMs: number,
    opening: AbortSignal,
    ...words: readonly (string | number)[]
  ): RunnerQuestion => ({ verb, with: words, limitMs, opening });

  function followingOn(channel: CommandChannel, stdout: ByteSource): Following {
    return { channel, stdout, stderr: readBytes(channel.stderr) };
  }

  async function openFollowing(log: ExecutionLog, signal: AbortSignal): Promise<Following | undefined> {
    const { stdout: out, stderr: error } = log.position();
    const question = {
      ...brief("follow", answerLimitMs, signal, id, out, error, limit.bytes),
      use: "lasting",
    } as const;
    return runner.ask(question, ({ channel, stdout, answer }) => {
      if (answer !== "absent") return Promise.resolve(followingOn(channel, stdout));
      channel.close();
      return Promise.resolve(undefined);
    });
  }

  function refusal(reason: string, text: string): Failure {
    if (reason === "interpreter") {
      return { reason: "interpreter_missing", message: `${text} was not found on ${commands.place}` };
    }
    return placeFailure(
      concern,
      reason === "payload" ? "payload_failed" : "session_failed",
      text,
      (words) => `The script could not be started on ${commands.place}: ${words}`,
    );
  }

  /** @throws UnreachableError when the payload does not arrive whole */
  async function store(sha256: string, bytes: Uint8Array, opening: AbortSignal): Promise<Failure | undefined> {
    const [answer = ""] = await runner.askLines({
      ...brief("store", startLimitMs, opening, sha256, bytes.length),
      input: bytes,
    });
    return answer === "stored" ? undefined : refusal("payload", answer.replace(/^failed payload ?/, ""));
  }

  async function begin(
    parcel: Parcel,
    sha256: string,
    signal: AbortSignal,
  ): Promise<StartAnswer | "payload" | "absent"> {
    signal.throwIfAborted();
    const control = (await choices.controlGroup?.()) ?? "";
    const { bytes, environmentLines, blockSize, folders } = parcel;
    const after = followFromStart ? "follow" : "leave";
    const what = [id, environmentLines, blockSize, interpreters[request.type], after, sha256];
    const question: RunnerQuestion = {
      verb: "start",
      with: [...what, control, limit.kibibytes, folders.join(" ")],
      use: followFromStart ? "lasting" : "brief",
      input: bytes,
      limitMs: startLimitMs,
      opening: signal,
      // From here on it may start: it is waited for, whoever wants to stop it.
      waiting: new AbortController().signal,
    };
    return runner.ask(question, async ({ channel, stdout, answer, ending }) => {
      const [word, ...rest] = answer.split(" ");
      if (word === "started") {
        if (followFromStart) started = followingOn(channel, stdout);
        else channel.close();
        return { kind: "started", process: parseProcess(rest) };
      }
      const [reason = "", ...text] = rest;
      const more = (await stdout.next(ending))?.toString("utf8") ?? "";
      channel.close();
      if (reason === "absent") return "absent";
      return { kind: "refused", failure: refusal(reason, `${text.join(" ")} ${more}`.trim()) };
    });
  }

  return {
    async start(signal): Promise<StartAnswer> {
      try {
        signal.throwIfAborted();
        if (!keepsPayloads) {
          const answer = await begin(packWhole(request, choices.keepsFiles), "-", signal);
          if (typeof answer === "string") throw new Error(`${commands.place} asks for a payload that nobody named`);
          return answer;
        }
        const { type, script, files } = request;
        const payload = request.payload ?? buildPayload({ type, script, files });
        const own = await choices.prepare?.(signal);
        const environment = { ...own?.environment, ...request.environment };
        const parcel = packOwn({ type, environment }, own?.files ?? [], own?.places);
        // Sent when it is not there, and once more when it is there and damaged.
        for (let turn = 0; ; turn += 1) {
          const answer = await begin(parcel, payload.sha256, signal);
          const isDamaged = typeof answer !== "string" && isPayloadFailure(answer);
          if (typeof answer !== "string" && (!isDamaged || turn > 0)) return answer;
          if (turn > 1)
            return { kind: "refused", failure: refusal("payload", "it is gone again right after it was sent") };
          const failure = await store(payload.sha256, payload.bytes, signal);
          if (failure) return { kind: "refused", failure };
        }
      } catch (error) {
        if (signal.aborted && !(error instanceof LinkLostError)) return { kind: "called-off" };
        throw error;
      }
    },

    async follow(log, signal) {
      const following = started ?? (await openFollowing(log, signal));
      started = undefined;
      if (!following) return undefined;
      const { channel, stdout, stderr } = following;
      const end = createEndReader(mark);
      try {
        await Promise.all([
          pump(stdout, (bytes) => log.write("stdout", bytes), signal),
          readMarkedLine(stderr, mark, signal).then(() =>
            pump(stderr, (bytes) => writeSome(log, end.take(bytes)), signal),
          ),
        ]);
        if (signal.aborted) return undefined;
        const code = await untilAborted(channel.ended, signal);
        if (code === undefined) throw new LinkLostError(`The connection to ${commands.place} was lost`);
        // What is kept back of one who did not end well is read again.
        if (code !== 0) return undefined;
        const { rest, status } = end.finish();
        await writeSome(log, rest);
        return status;
      } finally {
        channel.close();
      }
    },

    async status(fence, signal, when = false) {
      const words = [id, fence ? "fence" : "look", limit.bytes, ...(when ? ["when"] : [])];
      return parseStatus(await runner.askLines(brief("status", answerLimitMs, signal, ...words)));
    },

    async stop(graceMs, signal) {
      const tenths = Math.ceil(graceMs / 100);
      return parseStop(await runner.askLines(brief("stop", graceMs + stopLimitMs, signal, id, tenths, limit.bytes)));
    },

    async read(path, mostBytes, signal, from = 0) {
      const question = brief("read", startLimitMs, signal, id, path, mostBytes, from);
      return runner.ask(question, async (answering) => readFile(answering, mostBytes, from));
    },

    async write(name, text, signal) {
      const input = Buffer.from(text);
      const [line] = await runner.askLines({ ...brief("write", answerLimitMs, signal, id, name, input.length), input });
      return line === "written";
    },

    async discard(signal) {
      const sweep = keepsPayloads ? [sweepAfterDays, doorKey(id)] : [];
      const [line] = await runner.askLines(brief("discard", answerLimitMs, signal, id, ...sweep));
      if (line !== "discarded") throw new Error(`${commands.place} kept files of ${request.executionId}`);
    },
  };

  async function readFile({ stdout, answer, ending }: Answering, mostBytes: number, from: number) {
    if (answer === "absent") return undefined;
    const [word, size] = answer.split(" ");
    if (word !== "file" || !/^\d+$/.test(size ?? ""))
      throw new Error(`${commands.place} cannot give the file: ${answer}`);
    const wanted = Math.max(0, Math.min(mostBytes, Number(size) - from));
    const pieces: Buffer[] = [];
    let taken = 0;
    while (taken < wanted) {
      const piece = await stdout.next(ending);
      if (!piece) break;
      pieces.push(piece);
      taken += piece.length;
    }
    ending.throwIfAborted();
    if (taken < wanted) throw new LinkLostError(`The connection to ${commands.place} was lost`);
    return { bytes: Buffer.concat(pieces).subarray(0, wanted), size: Number(size) };
  }
}

function isPayloadFailure(answer: StartAnswer): boolean {
  return answer.kind === "refused" && answer.failure.reason === "payload_failed";
}

async function writeSome(log: ExecutionLog, bytes: Buffer): Promise<void> {
  if (bytes.length > 0) await log.write("stderr", bytes);
}

async function pump(source: ByteSource, write: (bytes: Buffer) => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let bytes = await source.next(signal); bytes; bytes = await source.next(signal)) await write(bytes);
}
