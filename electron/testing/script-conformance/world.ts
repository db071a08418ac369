import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import type { EventInput } from "../../../shared/event.ts";
import type { LogStream, ScriptType } from "../../../shared/words.ts";
import { callerFactory } from "../../api/procedure.ts";
import { appRouter } from "../../api/router.ts";
import { sleep, systemClock, type Clock } from "../../base/clock.ts";
import { randomIds } from "../../base/ids.ts";
import { silentLogger } from "../../base/logger.ts";
import { eventOrError } from "../../definitions/event-or-error.ts";
import { readConfiguration, type ConfigurationFlags } from "../../host/configuration.ts";
import type { Host } from "../../host/host.ts";
import { openHost } from "../../host/open-host.ts";
import { runEvent } from "../../queue/run-event.ts";
import { findReport } from "../../store/reports.ts";
import type { Tool } from "../../tools/registry.ts";
import { createStandInTimer } from "../stand-in-timer.ts";

const createCaller = callerFactory(appRouter);
const scriptLimitMs = 300_000;
const jobLimitMs = 330_000;
const askEveryMs = 10;
/** More than any of these scripts writes. */
const logLimitBytes = 1024 * 1024;

export interface ScriptRun {
  readonly name: string;
  readonly type: ScriptType;
  readonly run: EventInput["run"];
  readonly script: string;
  readonly input?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** As `environment`, kept in the vault. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface ScriptEnd {
  readonly jobId: string;
  readonly status: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly system: string;
  /** JSON text, or null. */
  readonly output: string | null;
  readonly condition: boolean | null;
}

/** A real host with its real executors, on data of its own. */
export interface World {
  readonly api: ReturnType<typeof createCaller>;
  readonly dataDirectory: string;
  /** What scripts have had tools do, in order. */
  readonly acted: readonly { readonly tool: string; readonly params: unknown }[];
  /** Calls back while a tool acts, before its answer is given. @returns ends that */
  onAct(listener: () => void): () => void;
  /** Puts the host's clock ahead by so much, ms. */
  setAhead(ms: number): void;
  /** Saves an event and runs it. @returns its job, which goes on */
  start(run: ScriptRun): Promise<string>;
  /** Resolves when a job has ended. @throws Error when it does not end */
  end(jobId: string): Promise<ScriptEnd>;
  /** A server of the test bed, made known to the host when it is first asked for. */
  serverId(name: string): Promise<number>;
  /** JSON text; undefined where there is none. */
  variable(key: string): Promise<string | undefined>;
  /** Ends the host and opens another on the same data; what runs goes on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(runtimeApi: ConfigurationFlags["runtimeApi"] = {}): Promise<World> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "cronium-scripts-"));
  const servers = new Map<string, Promise<number>>();
  const acted: { tool: string; params: unknown }[] = [];
  const listeners = new Set<() => void>();
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  let host = await open();

  function open(): Promise<Host> {
    return openHost({
      configuration: readConfiguration({ dataDirectory, vault: "file", logLevel: "silent", runtimeApi }, {}),
      mode: "run",
      clock,
      ids: randomIds,
      logger: silentLogger,
      watchTimer: createStandInTimer(),
      notify: () => Promise.resolve(undefined),
      tools: ["email", "slack", "discord"].map((name) => recordingTool(name, act)),
    });
  }

  function act(tool: string, params: unknown): void {
    acted.push({ tool, params });
    for (const listener of listeners) listener();
  }

  async function addServer(name: string): Promise<number> {
    const bed = readBed();
    const server = [...bed.servers, ...bed.furtherServers].find((candidate) => candidate.name === name);
    if (server === undefined) throw new Error(`the bed has no server ${name}`);
    const { address, port, username, hostKeyFingerprint: hostKey } = server;
    const authentication = { kind: "key", privateKey: await readFile(server.privateKeyFile, "utf8") } as const;
    const { id } = await api().servers.create({ name, address, port, username, hostKey, authentication });
    return id;
  }

  const context = () => host.createContext();
  const api = () => createCaller(context());

  return {
    get api() {
      return api();
    },
    dataDirectory,
    acted,
    onAct(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setAhead(ms) {
      aheadMs = ms;
    },
    async start({ name, type, run, script, input, environment = {}, secrets = {} }) {
      const entries = [
        ...Object.entries(environment).map(([key, value]) => ({ key, value })),
        ...Object.entries(secrets).map(([key, secret]) => ({ key, secret })),
      ];
      const event = {
        name,
        type,
        run,
        script,
        status: "ACTIVE",
        timeoutMs: scriptLimitMs,
        environment: entries,
      } as const;
      const { id } = await api().events.create(event);
      const { store, ids, queued } = context();
      // As a follow-up is queued, whose input may be larger than what is passed by hand.
      const row = await eventOrError(store.read, id);
      const { jobId } = await runEvent(store.write, ids, row, { input, now: clock.now() });
      queued();
      return jobId;
    },
    async end(jobId) {
      const deadline = systemClock.elapsed() + jobLimitMs;
      for (;;) {
        const job = await api().jobs.get({ id: jobId });
        const [execution] = job.executions;
        if (job.finishedAt !== undefined && execution !== undefined) {
          const { parts } = await api().logs.read({ executionId: execution.id, limit: logLimitBytes });
          const text = (stream: LogStream) =>
            Buffer.concat(
              parts.flatMap((part) => (part.stream === stream ? [Buffer.from(part.data, "base64")] : [])),
            ).toString("utf8");
          const report = await findReport(context().store.read, execution.id);
          return {
            jobId,
            status: job.status === "completed" ? job.status : `${job.status}: ${job.failure?.message ?? ""}`,
            stdout: text("stdout"),
            stderr: text("stderr"),
            system: text("system"),
            output: report?.output ?? null,
            condition: typeof report?.condition === "number" ? report.condition === 1 : null,
          };
        }
        if (systemClock.elapsed() > deadline) throw new Error(`job ${jobId} does not end`);
        await sleep(systemClock, askEveryMs);
      }
    },
    serverId(name) {
      const known = servers.get(name) ?? addServer(name);
      servers.set(name, known);
      return known;
    },
    async variable(key) {
      return (await context().variables.get(key))?.text;
    },
    async restart() {
      await host.stop();
      host = await open();
    },
    async close() {
      await host.stop();
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 50 });
    },
  };
}

function recordingTool(name: string, act: (tool: string, params: unknown) => void): Tool {
  const action = {
    name: "send_message",
    description: "remembers what it is given",
    run(params: unknown) {
      act(name, params);
      return Promise.resolve({ data: { sent: true } });
    },
  };
  return { name, actions: [action] };
}
