import { sleep, type Clock } from "../../base/clock.ts";
import type { FailureReason } from "../../../shared/failure.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";

/** After a failure the next attempt waits so long, milliseconds, then twice that, and so on up to the longest. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** What a server refuses it goes on refusing until something is changed here or a person tests it. */
const finalReasons: ReadonlySet<FailureReason> = new Set([
  "authentication_failed",
  "host_key_unknown",
  "host_key_changed",
]);

/** Remembers of each way to a server how the last attempts went, so that none is made too soon or in vain. */
export interface AttemptHistory {
  /**
   * Makes an attempt, when its time has come.
   * @param way names the server with all that it depends on
   * @throws UnreachableError what the server said last, without asking it again, when it has refused us
   */
  attempt<T>(way: string, server: ServerConnection, signal: AbortSignal, connect: () => Promise<T>): Promise<T>;
  /** A server was reached, or something about it has changed: it may be asked again. */
  forget(serverId: number): void;
}

interface Failed {
  readonly serverId: number;
  readonly refusal: UnreachableError | undefined;
  readonly pauseMs: number;
  /** Of `Clock.elapsed`. */
  readonly atMs: number;
}

export function createAttemptHistory(clock: Clock): AttemptHistory {
  const failures = new Map<string, Failed>();
  return {
    async attempt(way, server, signal, connect) {
      const before = failures.get(way);
      if (before?.refusal) throw before.refusal;
      const waitMs = before === undefined ? 0 : before.atMs + before.pauseMs - clock.elapsed();
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      try {
        const connected = await connect();
        failures.delete(way);
        return connected;
      } catch (error) {
        const refusal = error instanceof UnreachableError && isFinal(error, server) ? error : undefined;
        const pauseMs = before ? Math.min(before.pauseMs * 2, longestPauseMs) : firstPauseMs;
        failures.set(way, { serverId: server.id, refusal, pauseMs, atMs: clock.elapsed() });
        throw error;
      }
    },
    forget(serverId) {
      for (const [way, failed] of failures) if (failed.serverId === serverId) failures.delete(way);
    },
  };
}

/** What an agent holds changes without our knowing. */
function isFinal(error: UnreachableError, { credential }: ServerConnection): boolean {
  return (
    finalReasons.has(error.failure.reason) &&
    !(error.failure.reason === "authentication_failed" && credential.kind === "agent")
  );
}
