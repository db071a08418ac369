import type { Failure } from "../../../shared/failure.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import { describeHostKey, type HostKey } from "./host-key.ts";
import { isTooManyProofs, loginRefusal } from "./login-refusal.ts";
import type { LoginTrace } from "./login-trace.ts";

/** The connection was refused over the host key; `offered` is the one the server showed. */
export class HostKeyError extends UnreachableError {
  readonly offered: HostKey;

  constructor(failure: Failure, offered: HostKey) {
    super(failure);
    this.name = "HostKeyError";
    this.offered = offered;
  }
}

/**
 * Compares the key a server shows with the pinned one or, while none is pinned, with the fingerprint given beforehand.
 * @returns what to throw, or undefined when they agree
 */
export function hostKeyProblem(server: ServerConnection, offered: HostKey): HostKeyError | undefined {
  const { name, pinnedHostKey } = server;
  if (pinnedHostKey === offered.publicKey) return undefined;
  const shown = `The server ${name} shows the host key ${offered.fingerprint} (${offered.algorithm})`;
  if (pinnedHostKey !== undefined) {
    const pinned = describeHostKey(Buffer.from(pinnedHostKey, "base64"));
    const message = `${shown}; accepted was ${pinned.fingerprint} (${pinned.algorithm})`;
    return new HostKeyError({ reason: "host_key_changed", message }, offered);
  }
  const expected = server.expectedFingerprint?.replace(/=+$/, "");
  if (expected === offered.fingerprint) return undefined;
  return expected === undefined
    ? new HostKeyError({ reason: "host_key_unknown", message: `${shown}, which nobody has accepted` }, offered)
    : new HostKeyError(
        { reason: "host_key_changed", message: `${shown}; its definition expected ${expected}` },
        offered,
      );
}

/** What ssh2 and Node add to their errors. */
interface ConnectionError extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** Says in plain words why a connection could not be made. Holds nothing secret. */
export function connectionFailure(
  server: ServerConnection,
  error: ConnectionError,
  limitMs: number,
  trace: LoginTrace,
): Failure {
  if (isTooManyProofs(error)) return loginRefusal(server, trace, true);
  if (error.level === "client-authentication") return loginRefusal(server, trace);
  if (error.level === "agent") {
    const hasKeys = trace.keys !== undefined;
    return {
      reason: "authentication_failed",
      message: hasKeys
        ? `The SSH agent did not sign for ${server.username} on ${server.name}: ${error.message}`
        : `The SSH agent could not be asked for a key of ${server.username} on ${server.name}: ${error.message}`,
      remedy: hasKeys
        ? "It may be locked (`ssh-add -X` opens it) or ask for each use. A run cannot wait for that: store a private key with Replace on the server's page (`cronium server edit`)."
        : "Start the agent again and give it the key (`ssh-add`), name its socket in the server's options, or store a private key with Replace on the server's page (`cronium server edit`).",
    };
  }
  return { reason: "connect_failed", message: connectProblem(server, error, limitMs) };
}

function connectProblem({ address, port }: ServerConnection, error: ConnectionError, limitMs: number): string {
  const door = `${address.includes(":") ? `[${address}]` : address}:${String(port)}`;
  switch (error.code) {
    case "ECONNREFUSED":
      return `${door} refused the connection`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name ${address} could not be found`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `There is no way to ${address} from here`;
    case "ECONNRESET":
    case "EPIPE":
      return `${door} broke the connection off`;
    case "ETIMEDOUT":
      return `${door} did not answer`;
    default:
      return error.level === "client-timeout"
        ? `${door} did not answer within ${String(limitMs / 1000)} s`
        : `${door} did not agree to a connection: ${error.message}`;
  }
}
