import type { Failure, FailureReason } from "../../../shared/failure.ts";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerStatus } from "../../../shared/words.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import type { ServerConnection } from "../executor.ts";
import { readBytes } from "../spool/byte-source.ts";
import { LinkLostError, UnreachableError } from "../spool/command-channel.ts";
import { shellCommand } from "../spool/shell-text.ts";
import { openChannel } from "./client-channel.ts";
import type { Connected } from "./connect.ts";
import { HostKeyError } from "./connection-failure.ts";
import type { HostKey } from "./host-key.ts";
import { serversOnTheWay } from "./jump.ts";

/** What a test of a server found. */
export interface ServerCheck {
  readonly status: ServerStatus;
  /** The key the server showed, accepted or not. */
  readonly hostKey: HostKey | undefined;
  /** Time a command takes there and back on an open connection, milliseconds. */
  readonly latencyMs: number | undefined;
  /** Such as `Linux 6.1.0 x86_64`. */
  readonly system: string | undefined;
  readonly failure: Failure | undefined;
}

/** Time for what is asked once the connection stands, milliseconds. */
const answerLimitMs = 5_000;

/**
 * Connects to a server as a run would, on a connection of its own, and asks what it is: within the time that connecting
 * may take, and 5 s. Never rejects, but when the signal aborts.
 */
export async function checkServer(
  server: ServerConnection,
  connectAlone: (server: ServerConnection, signal: AbortSignal) => Promise<Connected>,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<ServerCheck> {
  let hostKey: HostKey | undefined;
  const limits = serversOnTheWay(server).map(({ options = usualOptions }) => options.connectTimeoutMs);
  const limitMs = limits.reduce((sum, each) => sum + each, answerLimitMs);
  try {
    return await withDeadline(clock, limitMs, server.name, async (overdue) => {
      const ending = signal ? AbortSignal.any([signal, overdue]) : overdue;
      const connected = await connectAlone(server, ending);
      hostKey = connected.hostKey;
      const leave = (): void => void connected.client.destroy();
      ending.addEventListener("abort", leave, { once: true });
      try {
        const startedAt = clock.elapsed();
        const channel = await openChannel(connected.client, shellCommand("uname -srm", []), clock, () => undefined);
        const source = readBytes(channel.stdout);
        const system = (await source.next(ending))?.toString("utf8").trim().split("\n").at(-1);
        const latencyMs = Math.round(clock.elapsed() - startedAt);
        channel.close();
        ending.throwIfAborted();
        return { status: "online", hostKey, latencyMs, system, failure: undefined };
      } finally {
        ending.removeEventListener("abort", leave);
        connected.client.end();
      }
    });
  } catch (error) {
    signal?.throwIfAborted();
    return failedCheck(error, hostKey);
  }
}

/**
 * What an attempt to reach a server that failed says of it.
 * @param hostKey the key it was let in with, when it came so far
 */
export function failedCheck(error: unknown, hostKey: HostKey | undefined): ServerCheck {
  const failure = failureOf(error);
  return {
    status: statusOf(failure.reason),
    hostKey: error instanceof HostKeyError ? error.offered : hostKey,
    latencyMs: undefined,
    system: undefined,
    failure,
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof UnreachableError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { reason: error instanceof LinkLostError ? "session_failed" : "connect_failed", message };
}

function statusOf(reason: FailureReason): ServerStatus {
  if (reason === "host_key_unknown") return "untrusted";
  return reason === "host_key_changed" ? "host_key_changed" : "offline";
}
