import { fork, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, createWSClient, TRPCClientError, wsLink, type TRPCClient } from "@trpc/client";
import { WebSocket } from "ws";
import type { AppRouter } from "../../api/router.ts";
import type { DaemonOrder, DaemonWord } from "./doomed-daemon.ts";
import type { Doom } from "./fault-points.ts";

export type Api = TRPCClient<AppRouter>;

/** Thrown where a daemon ends in a way that nobody has arranged. */
class UnforeseenEnd extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnforeseenEnd";
  }
}

/** One process of the daemon, from its start to its end. */
export interface Life {
  /** Resolves with the point it died at; undefined when it was stopped as asked. @throws UnforeseenEnd */
  readonly ended: Promise<string | undefined>;
  /** True once it answers; false when it died before. */
  readonly ready: Promise<boolean>;
  /** Asks the contract. @returns undefined when it dies first */
  ask<Answer>(question: (api: Api) => Promise<Answer>): Promise<Answer | undefined>;
  arm(doom: Doom | undefined): void;
  /** How often each fault point was passed. */
  counts(): Promise<readonly (readonly [string, number])[]>;
  stop(): Promise<void>;
  /** Stops and continues it as a sleeping computer does, or kills it: then `ended` resolves with `killed`. */
  signal(name: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void;
}

/** Starts the daemon on a data directory. @param program the built daemon, see `buildDaemon` */
export function beginLife(program: string, dataDirectory: string, doom: Doom | undefined): Life {
  const child = fork(program, [dataDirectory, JSON.stringify(doom ?? null)], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [],
  });
  const words = listen(child);
  const connection = words.ready.then((url) => (url === undefined ? undefined : connect(url, dataDirectory)));
  const closed = words.ended.finally(async () => (await connection)?.close());
  closed.catch(() => undefined);
  const order = (given: DaemonOrder): void => {
    if (child.connected) child.send(given, () => undefined);
  };
  return {
    ended: closed,
    ready: words.ready.then((url) => url !== undefined),
    async ask(question) {
      const open = await connection;
      if (open === undefined) return undefined;
      const answer = question(open.api).catch(async (error: unknown) => {
        // What the daemon itself has to say comes with data; without, the line was cut.
        if (!(error instanceof TRPCClientError) || error.data !== undefined) throw error;
        await closed;
        return undefined;
      });
      return Promise.race([answer, closed.then(() => undefined)]);
    },
    arm(next) {
      order({ kind: "arm", doom: next });
    },
    counts() {
      order({ kind: "count" });
      return Promise.race([words.counts, closed.then(() => [])]);
    },
    async stop() {
      order({ kind: "stop" });
      await closed;
    },
    signal(name) {
      if (name === "SIGKILL") words.expectKill();
      child.kill(name);
    },
  };
}

function listen(child: ChildProcess) {
  const ready = Promise.withResolvers<string | undefined>();
  const counts = Promise.withResolvers<readonly (readonly [string, number])[]>();
  const ended = Promise.withResolvers<string | undefined>();
  let output = "";
  let errors = "";
  let isToBeKilled = false;
  child.stdout?.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (errors += part.toString()));
  child.on("message", (word: DaemonWord) => {
    if (word.kind === "ready") ready.resolve(word.url);
    else counts.resolve(word.counts);
  });
  // Once its streams are closed, too: where it died stands in them.
  child.once("close", (code, signal) => {
    ready.resolve(undefined);
    const died = /^died (.*)$/m.exec(output)?.[1];
    if (died !== undefined) ended.resolve(died);
    else if (code === 0) ended.resolve(undefined);
    else if (isToBeKilled && signal === "SIGKILL") ended.resolve("killed");
    else ended.reject(new UnforeseenEnd(`the daemon ended with ${String(code ?? signal)}: ${errors.slice(-2_000)}`));
  });
  ended.promise.catch(() => undefined);
  const expectKill = (): void => {
    isToBeKilled = true;
  };
  return { ready: ready.promise, counts: counts.promise, ended: ended.promise, expectKill };
}

function connect(url: string, dataDirectory: string): { readonly api: Api; close(): Promise<void> } {
  const token = readFileSync(join(dataDirectory, "access-token"), "utf8").trim();
  class AuthorisedSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { authorization: `Bearer ${token}` } });
      this.on("error", () => undefined);
    }
  }
  const client = createWSClient({
    url: `ws://${new URL(url).host}/trpc`,
    WebSocket: AuthorisedSocket as never,
    retryDelayMs: () => 60_000,
  });
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }),
    async close() {
      // One that was never established is refused to be closed.
      await client.close().catch(() => undefined);
    },
  };
}
