import type { Duplex } from "node:stream";
import type { ContainerSettings, InputFile } from "../../shared/container.ts";
import type { Failure } from "../../shared/failure.ts";
import type { HttpRequest } from "../../shared/http-request.ts";
import type { ChosenOptions } from "../../shared/server-options.ts";
import type { StopProof } from "../../shared/job.ts";
import type { ContainerNetwork, LogStream, RuntimeWay, ScriptType } from "../../shared/words.ts";
import type { UsageSample } from "../../shared/usage.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";

/** What to run. Everything an executor needs is in here or in the context: it never asks the store. */
export interface ExecutionRequest {
  readonly executionId: string;
  readonly jobId: string;
  readonly type: ScriptType;
  readonly script: string;
  /** The whole environment of the script, secrets resolved. Never to be put in argv, logs or error texts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly target: ExecutionTarget;
  /** Laid beside the script before it starts. */
  readonly files?: readonly InputFile[];
  /** How the script reaches the runtime API; absent: not at all. */
  readonly runtime?: RuntimeDoor | undefined;
  /** The archive of the script as it was built when its event was saved; absent: it is built now. */
  readonly payload?: BuiltPayload | undefined;
  /** Time between TERM and KILL when the run is stopped, milliseconds. */
  readonly graceMs: number;
}

/** A script with all that it always needs, as tar.gz: the same content is the same bytes. */
export interface BuiltPayload {
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** What an HTTP_REQUEST event asks, with all that its templates may speak of. */
export interface HttpExecutionRequest {
  readonly executionId: string;
  readonly jobId: string;
  readonly http: HttpRequest;
  /** The event's variables, secrets resolved. Never to be put in logs or error texts. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the job was given; undefined: nothing. */
  readonly input: unknown;
  /** The variables of the program that its templates name and that there are. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly event: { readonly id: number; readonly name: string };
}

/** What a place may be asked to run. */
export type AnyExecutionRequest = ExecutionRequest | HttpExecutionRequest;

/**
 * The runtime API as one execution reaches it. Its token is in the request's environment; the executor adds
 * `CRONIUM_RUNTIME_API`, the address by which the script's place reaches it.
 */
export interface RuntimeDoor {
  /** Where the API listens on this computer's loopback: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Serves a connection that came from this execution's place; it must show this execution's token. */
  accept(connection: Duplex): void;
  /** The way by files, for places that let no connection through; absent: there is none. */
  readonly bundle?: RuntimeBundle | undefined;
}

/** The runtime API as files that travel with a script, and calls that it notes in one of them. */
export interface RuntimeBundle {
  /** What comes along. From here on the secrets in it are masked. */
  pack(): Promise<PackedRuntime>;
  /**
   * Carries out a call that the script has noted: once, however often it is given. What is refused is told in the log.
   * @param line of `calls.jsonl`
   * @param readBody reads a file of `bodies/`, undefined where it is missing
   * @throws when it cannot be carried out now, and is to be given again
   */
  take(line: string, readBody: (name: string) => Promise<Uint8Array | undefined>): Promise<void>;
}

/** Files by their path in the folder that `CRONIUM_RUNTIME_DIRECTORY` names, and variables of the environment. */
export interface PackedRuntime {
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[];
  /** Holds what is secret: never to be put in argv, files, logs or error texts. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ExecutionTarget =
  | { readonly on: "this-computer" }
  | {
      readonly on: "container";
      readonly image: string | undefined;
      readonly network: ContainerNetwork;
      readonly settings?: ContainerSettings;
    }
  | { readonly on: "servers"; readonly server: ServerConnection };

/** All that is needed to reach a server. */
export interface ServerConnection {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly credential: ServerCredential;
  /** The pinned host key, base64 of its public part, or undefined when nobody has accepted one. */
  readonly pinnedHostKey: string | undefined;
  /** Fingerprint (`SHA256:…`) that a person gave beforehand: as good as a pinned key while none is pinned. */
  readonly expectedFingerprint?: string | undefined;
  /** The server through which it is reached, with its own way to it. */
  readonly jump?: ServerConnection | undefined;
  /** Absent: all as usual. */
  readonly options?: ChosenOptions | undefined;
}

export type ServerCredential =
  | {
      readonly kind: "key";
      readonly privateKey: string;
      readonly passphrase: string | undefined;
      /** The text of an OpenSSH user certificate for the key, one line. */
      readonly certificate?: string | undefined;
    }
  | { readonly kind: "agent" }
  | { readonly kind: "password"; readonly password: string };

/** Why a run is to end before its time. */
export type StopReason = "timeout" | "cancel";

/** How many bytes of each stream have already been taken from the source: where to read on after a break. */
export interface StreamPosition {
  readonly stdout: number;
  readonly stderr: number;
}

export interface ExecutionLog {
  /** Resolves once the bytes are in the log; wait for it before reading more (back-pressure). */
  write(stream: LogStream, bytes: Uint8Array): Promise<void>;
  position(): StreamPosition;
}

export interface ExecutionContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: ExecutionLog;
  /**
   * Commits what a later process needs to find this run again. Called before the effect (with all that is known in
   * advance), and again when more is known. The value must survive JSON.
   */
  saveHandle(handle: ExecutionHandle): Promise<void>;
  /** Called once, when the script's process exists. */
  started(): Promise<void>;
  /** Takes what the run uses of its computer, each time it is sampled. */
  readonly usage?: (sample: UsageSample) => void;
  /** Takes what the run gives out as its job's output: any JSON value. */
  readonly reportOutput?: (output: unknown) => Promise<void>;
  /**
   * Keeps a file that the run has left. Resolves when it is stored; the bytes are taken as fast as they are stored.
   * @param path below the run's output directory, with `/`
   * @throws what storing throws; the run's outcome stays what it is
   */
  readonly keepArtifact?: (path: string, content: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Takes how the script reaches the runtime API, as soon as that is known. */
  readonly runtimeWay?: (way: RuntimeWay) => Promise<void>;
  /** Takes the name and size, bytes, of a file that the run has left and that is not kept. */
  readonly leftOut?: (path: string, bytes: number) => void;
  /** Aborts when the run is to be ended; its reason is a StopReason. The whole process tree must go. */
  readonly stop: AbortSignal;
  /** Aborts when the program leaves: let the run go on and resolve with `detached` soon. */
  readonly detach: AbortSignal;
}

export type ExecutionHandle = Readonly<Record<string, unknown>>;

export type ExecutionOutcome =
  /** The script ended by itself. */
  | {
      readonly kind: "exited";
      readonly exitCode: number;
      readonly outOfMemory?: boolean;
      /** When, epoch milliseconds by our clock, where that was a while ago; absent: just now. */
      readonly endedAt?: number | undefined;
    }
  /**
   * It was ended on request. `survivors` names processes still alive after KILL; empty: confirmed gone. The proof says
   * how that came about; absent where there were no processes to end.
   */
  | {
      readonly kind: "stopped";
      readonly reason: StopReason;
      readonly survivors: readonly string[];
      readonly proof?: StopProof;
      /** As where it exited. */
      readonly endedAt?: number | undefined;
    }
  /** It could not be started or carried on. */
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      /** How long the other side asks not to be tried again, milliseconds. */
      readonly retryAfterMs?: number;
    }
  /** It may have run, may still be running: nobody can say. The proof tells how what was left of it was ended. */
  | { readonly kind: "unknown"; readonly message: string; readonly proof?: StopProof }
  /** It goes on without us; `resume` takes it up again. */
  | { readonly kind: "detached" };

/**
 * Runs scripts in one kind of place. An executor knows nothing of jobs, schedules or the database.
 *
 * Both methods resolve with an outcome for everything that can be foreseen; a rejection is a fault of the program.
 * Every byte of both streams is in the log, once and in order, before an outcome other than `detached` or `unknown`
 * is given.
 */
export interface Executor<Request = ExecutionRequest> {
  run(request: Request, context: ExecutionContext): Promise<ExecutionOutcome>;
  /**
   * Takes up a run that an earlier process left, from `context.log.position()` on: follows it if it goes on, collects
   * its result if it has ended, and stops it if `context.stop` is already aborted. Resolves `unknown` when no trace
   * of it can be found, and `failed` with reason `lost` when it is known never to have started.
   */
  resume(request: Request, handle: ExecutionHandle, context: ExecutionContext): Promise<ExecutionOutcome>;
  /** Removes what an ended execution left behind (container, spool). Called after its outcome is settled. */
  discard(handle: ExecutionHandle, request: Request): Promise<void>;
  close(): Promise<void>;
}
