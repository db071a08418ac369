import {
  createTRPCClient,
  createWSClient,
  unstable_localLink as localLink,
  wsLink,
  type TRPCClient,
} from "@trpc/client";
import { WebSocket } from "ws";
import { frameLimitBytes } from "../api/frame-limit.ts";
import type { AppRouter } from "../api/router.ts";
import { sleep } from "../base/clock.ts";
import { randomIds } from "../base/ids.ts";
import { accessToken, readHostRecord, type HostRecord } from "../host/data-directory.ts";
import { readConfiguration } from "../host/configuration.ts";
import type { Host } from "../host/host.ts";
import { bytesText } from "../../shared/bytes-text.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Session } from "./session.ts";

export type Client = TRPCClient<AppRouter>;

export interface Connection {
  readonly client: Client;
  /** The host that answers; undefined when only the data is open and nothing is scheduled or run. */
  readonly host: HostRecord | undefined;
  /** Rejects when the host goes away. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

/** How long a running host has to answer, and how long to wait for one that is starting, milliseconds. */
const answerWithinMs = 5_000;
const lookAgainAfterMs = 100;

/**
 * Works with the running host of the session's data directory or, when none runs, with the data itself: the contract
 * is the same. Everything is closed afterwards.
 * @throws CroniumError `unavailable` when a host runs and does not answer; whatever `work` throws
 */
export async function withClient<T>(
  session: Session,
  work: (client: Client, connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(session);
  try {
    return await Promise.race([work(connection.client, connection), connection.lost]);
  } finally {
    await connection.close();
  }
}

/** The lock on the directory tells whether a host runs: only then is its record believed and the token shown to it. */
export async function connect(session: Session): Promise<Connection> {
  const { clock } = session.io;
  const giveUpAt = clock.elapsed() + answerWithinMs;
  for (;;) {
    const opened = await openData(session);
    if (!("heldBy" in opened)) return connectToData(opened);
    const record = readHostRecord(session.dataDirectory);
    if (record?.url !== undefined) return connectToHost(session, record, record.url);
    // It is only starting, or a command like this one that will be gone in a moment.
    if (clock.elapsed() > giveUpAt) throw opened.heldBy;
    await sleep(clock, lookAgainAfterMs);
  }
}

async function openData(session: Session): Promise<Host | { readonly heldBy: CroniumError }> {
  const { openHost } = await import("../host/open-host.ts");
  const configuration = readConfiguration({ dataDirectory: session.dataFlag }, session.io.environment);
  try {
    return await openHost({ configuration, mode: "inspect" });
  } catch (error) {
    if (error instanceof CroniumError && error.code === "conflict") return { heldBy: error };
    throw error;
  }
}

function connectToData(host: Host): Connection {
  const link = localLink<AppRouter>({
    router: host.router,
    createContext: () => Promise.resolve(host.createContext()),
  });
  return {
    client: createTRPCClient<AppRouter>({ links: [link] }),
    host: undefined,
    lost: new Promise<never>(() => undefined),
    close: () => host.stop(),
  };
}

async function connectToHost(session: Session, record: HostRecord, url: string): Promise<Connection> {
  const authorization = `Bearer ${accessToken(session.dataDirectory, randomIds.token)}`;
  const opened = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  let refused = "";
  class AuthorizedSocket extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { authorization }, handshakeTimeout: answerWithinMs });
      this.on("error", (error) => {
        refused = error.message;
      });
    }

    // The host cuts off whoever sends more, and the call would seem to be lost on the way.
    override send(data: string): void {
      const bytes = Buffer.byteLength(data);
      if (bytes <= frameLimitBytes) {
        super.send(data);
        return;
      }
      lost.reject(tooLong(bytes));
      // Or closing the line would wait for an answer.
      this.terminate();
    }
  }
  let closing = false;
  const line = createWSClient({
    url: `${url.replace(/^http/, "ws")}/trpc`,
    // The types of `ws` and of the browser's class differ in what no one uses here.
    WebSocket: AuthorizedSocket as unknown as typeof globalThis.WebSocket,
    // The line insists on waiting this long after its end, whether or not it may open again.
    retryDelayMs: () => 10,
    onOpen: () => {
      opened.resolve();
    },
    onClose: () => {
      if (closing) return;
      opened.reject(noAnswer(session, record, refused));
      lost.reject(
        new CroniumError("unavailable", "The connection to Cronium was lost", {
          remedy: "See with `cronium status` whether it still runs; what was running goes on or is taken up again.",
        }),
      );
    },
  });
  const cancel = session.io.clock.after(answerWithinMs, () => {
    opened.reject(noAnswer(session, record, `no answer within ${String(answerWithinMs / 1000)} s`));
  });
  const close = async (): Promise<void> => {
    closing = true;
    await line.close();
  };
  try {
    await opened.promise;
  } catch (error) {
    await close();
    throw error;
  } finally {
    cancel();
  }
  return {
    client: createTRPCClient<AppRouter>({ links: [wsLink({ client: line })] }),
    host: record,
    lost: lost.promise,
    close,
  };
}

function tooLong(bytes: number): CroniumError {
  return new CroniumError("invalid_input", `This is too much at once: ${bytesText(bytes)} as it is sent, of 16 MB`, {
    remedy: "Nothing was sent. Do it in parts, or keep large data in a file.",
  });
}

function noAnswer(session: Session, record: HostRecord, reason: string): CroniumError {
  const detail = reason === "" ? "" : ` (${reason})`;
  return new CroniumError("unavailable", `Cronium, process ${String(record.pid)}, does not answer${detail}`, {
    remedy: `\`cronium watch check\` says how it is. Look into ${session.dataDirectory}/cronium.log; if it hangs, end that process and start again.`,
  });
}
