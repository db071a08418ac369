import type { Duplex } from "node:stream";
import { Client, type ConnectConfig } from "ssh2";
import { usualOptions } from "../../../shared/server-options.ts";
import type { Clock } from "../../base/clock.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import { connectionFailure, hostKeyProblem, type HostKeyError } from "./connection-failure.ts";
import { authenticationOf, certificateFailure } from "./credential.ts";
import { describeHostKey, hostKeyAlgorithms, type HostKey } from "./host-key.ts";
import { createLoginTrace, traceSignatures } from "./login-trace.ts";

/** A silent connection is given up after so many questions without an answer. */
const unansweredKeepalives = 3;

/**
 * GCM first: of a large log it takes half the processor time of ChaCha20 here and on the server, of many small packets
 * no more (the library asks for a new cipher for each packet, and ChaCha20 needs three of them).
 */
const ciphers = [
  "aes128-gcm@openssh.com",
  "aes256-gcm@openssh.com",
  "chacha20-poly1305@openssh.com",
  "aes128-ctr",
  "aes192-ctr",
  "aes256-ctr",
] as const;

export interface Connected {
  readonly client: Client;
  readonly hostKey: HostKey;
}

/**
 * Connects and authenticates. The host key must be the pinned one; authentication is not even begun otherwise.
 * A connection that goes silent later is noticed after three to four times the server's `keepaliveMs` and closed.
 * @param over what to speak over; absent: a TCP connection of its own
 * @throws HostKeyError when there is no pinned key or the server shows another
 * @throws UnreachableError for everything else that can go wrong
 * @throws the signal's reason when that aborts first
 */
export async function connect(
  server: ServerConnection,
  clock: Clock,
  signal: AbortSignal,
  over?: Duplex,
): Promise<Connected> {
  signal.throwIfAborted();
  const { connectTimeoutMs, keepaliveMs } = server.options ?? usualOptions;
  const client = new Client();
  // One listener for each channel that is being opened, and for each door.
  client.setMaxListeners(0);
  const trace = createLoginTrace();
  const authentication = authenticationOf(server, client, clock.now(), trace);
  return new Promise((resolve, reject) => {
    let hostKey: HostKey | undefined;
    let refusal: HostKeyError | undefined;
    const abandon = (): void => {
      settle(() => {
        reject(signal.reason as Error);
      });
      client.destroy();
    };
    const settle = (settleNow: () => void): void => {
      signal.removeEventListener("abort", abandon);
      settleNow();
    };
    const fail = (error: Error): void => {
      settle(() => {
        const failure = connectionFailure(server, error, connectTimeoutMs, trace);
        const cause = failure.reason === "authentication_failed" ? certificateFailure(server, clock.now()) : undefined;
        reject(refusal ?? new UnreachableError(cause ?? failure, error));
      });
      client.destroy();
    };
    signal.addEventListener("abort", abandon, { once: true });
    client
      .once("ready", () => {
        if (trace.isAsking) {
          fail(Object.assign(new Error("nobody is let in without a proof"), { level: "client-authentication" }));
          return;
        }
        // Without this, every short command waits for a delayed acknowledgement: 45 ms instead of 2.
        client.setNoDelay(true);
        settle(() => {
          if (hostKey) resolve({ client, hostKey });
        });
      })
      // Errors after the connection was made are followed by `close`, which is what its user looks at.
      .on("error", fail)
      .once("close", () => {
        fail(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
      });
    const configuration: ConnectConfig = {
      ...authentication,
      ...(over === undefined ? { host: server.address, port: server.port } : { sock: over }),
      readyTimeout: connectTimeoutMs,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: unansweredKeepalives,
      algorithms: { cipher: [...ciphers], serverHostKey: hostKeyAlgorithms(server.pinnedHostKey) },
      hostVerifier: (wire: Buffer) => {
        hostKey = describeHostKey(wire);
        refusal = hostKeyProblem(server, hostKey);
        return refusal === undefined;
      },
    };
    client.connect(configuration);
    traceSignatures(trace, client);
  });
}
