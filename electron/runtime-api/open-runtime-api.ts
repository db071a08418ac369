import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChangeFeed } from "../base/change-feed.ts";
import { sleep, type Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { RuntimeSessions } from "../queue/runtime-sessions.ts";
import { recordAudit } from "../store/audit.ts";
import { countJobs } from "../store/job-counts.ts";
import type { Store } from "../store/store.ts";
import type { ToolRegistry } from "../tools/registry.ts";
import type { VariableBook } from "../variables/variable-book.ts";
import { createAdmission } from "./admission.ts";
import type { App, DirectAnswer, DirectRequest } from "./build-app.ts";
import { createBundle } from "./bundle/create-bundle.ts";
import { createDoors } from "./doors.ts";
import { createSessionBook } from "./session-book.ts";
import type { RuntimeApiSettings } from "./settings.ts";
import { createTokens } from "./tokens.ts";

export interface RuntimeApiParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly variables: VariableBook;
  readonly tools: ToolRegistry;
  readonly settings: RuntimeApiSettings;
  readonly dataDirectory: string;
}

/** What scripts reach the program by. */
export interface RuntimeApi {
  readonly sessions: RuntimeSessions;
  /** Where it listens on this computer. */
  readonly url: string;
  /** Makes ready what the first call would wait for. */
  warm(): Promise<void>;
  /** Refuses what comes, answers what is under way within a limit, and closes everything. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1. What answers is loaded with the first call: tests and commands that serve no script do not pay
 * for it.
 * @throws CroniumError `unavailable` when the chosen port is taken, `invalid_input` for a bad certificate
 */
export async function openRuntimeApi(parts: RuntimeApiParts): Promise<RuntimeApi> {
  const { store, clock, ids, logger, variables, settings } = parts;
  const tokens = createTokens(clock, ids, Buffer.from(ids.token(), "base64url"));
  const doors = createDoors({ settings, dataDirectory: parts.dataDirectory, fraction: ids.fraction, logger });
  const sessions = createSessionBook({
    clock,
    read: store.read,
    tokens,
    variables,
    rateLimitPerMinute: settings.rateLimitPerMinute,
    url: () => doors.url,
    bundle: (session, token) => createBundle({ ...parts, session, token, url: () => doors.url, ask }),
    accept: doors.accept,
  });
  let isStopping = false;
  let underWay = 0;
  let loading: Promise<App> | undefined;
  let app: App | undefined;
  let idle = (): void => undefined;

  async function load(): Promise<App> {
    const [{ buildApp }, { createMetrics }] = await Promise.all([import("./build-app.ts"), import("./metrics.ts")]);
    const metrics = createMetrics({
      cache: () => variables.stats(),
      sessions: () => sessions.size,
      jobs: () => countJobs(store.read, {}),
    });
    const admission = createAdmission({
      clock,
      sessions,
      ownerOf: doors.ownerOf,
      isOwnHost: doors.isOwnHost,
      audit: (detail) => {
        const entry = { actor: "program", action: "runtime.refused", subject: "runtime API", detail } as const;
        recordAudit(store.write, entry, clock.now()).catch((error: unknown) => {
          logger.error({ error }, "a refusal could not be written to the audit trail");
        });
      },
      allowedOrigins: settings.enableCors ? settings.allowedOrigins : [],
      isStopping: () => isStopping,
    });
    app = await buildApp({
      ...parts,
      admission,
      metrics,
      check: () => store.read.selectFrom("settings").select("key").limit(1).execute(),
      server: doors.server,
      bodyLimitBytes: settings.bodyLimitBytes,
      requestLog: settings.requestLog,
      toolLimitMs: settings.writeTimeout,
    });
    return app;
  }

  async function ask(request: DirectRequest): Promise<DirectAnswer> {
    loading ??= load();
    return (await loading).ask(request);
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (app !== undefined) {
      app.serve(request, response);
      return;
    }
    loading ??= load();
    loading.then(
      (loaded) => {
        loaded.serve(request, response);
      },
      (error: unknown) => {
        loading = undefined;
        logger.error({ error }, "the runtime API could not be made ready");
        response.destroy();
      },
    );
  }

  doors.server.on("request", (request, response) => {
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
      if (underWay === 0) idle();
    });
    serve(request, response);
  });
  await doors.listen();

  return {
    sessions: { open: sessions.open },
    get url() {
      return doors.url;
    },
    async warm() {
      loading ??= load();
      await loading;
    },
    async close() {
      isStopping = true;
      doors.closeIdle();
      if (underWay > 0) {
        const waiting = new AbortController();
        const answered = new Promise<void>((resolve) => {
          idle = resolve;
        });
        await Promise.race([answered, sleep(clock, settings.shutdownTimeout, waiting.signal).catch(() => undefined)]);
        waiting.abort();
      }
      await doors.close();
      await (await loading?.catch(() => undefined))?.close();
    },
  };
}
