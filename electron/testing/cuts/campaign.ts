import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import { sleep, systemClock } from "../../base/clock.ts";
import { randomIds } from "../../base/ids.ts";
import { openReadConnection } from "../../store/connection.ts";
import { beginLife, type Api } from "../crash/life.ts";
import { createSeededRandom, type SeededRandom } from "../seeded-random.ts";
import { checkRun, type RunCheck } from "./check-run.ts";
import { cut, cutKinds, type CutKind } from "./cut-kinds.ts";
import { openCutWire, type CutWire } from "./cut-wire.ts";
import { startOwnSshd } from "./own-sshd.ts";
import { seededScript, type ScriptMarks } from "./seeded-script.ts";

export interface CutCampaign {
  /** The built daemon, see `buildDaemon`. */
  readonly program: string;
  readonly server: BedServer;
  readonly seed: number;
  readonly cuts: number;
  /** How often the daemon is killed in the same run. */
  readonly kills: number;
  readonly bytes: number;
  /** How long the script writes, and how long its output takes over the wire, at least, seconds. */
  readonly seconds: number;
  readonly kinds?: readonly CutKind[];
  readonly tell: (line: string) => void;
}

/** One break, and how long it took until new bytes were in the log, milliseconds. */
export interface Break {
  readonly what: CutKind | "kill";
  readonly recoveredMs: number;
}

export interface CutReport {
  readonly seconds: number;
  readonly breaks: readonly Break[];
  readonly run: RunCheck;
  /** Bytes that came over the wire for each byte of output. */
  readonly carried: number;
  readonly connections: number;
}

/** Without a new byte for so long something is stuck, milliseconds. */
const stuckAfterMs = 90_000;
const lookEveryMs = 4;
/** Without a new byte for so long the run may have ended, milliseconds. */
const askAfterMs = 500;
/** A dead link is seen after three of these, milliseconds. */
const keepaliveMs = 1_000;

/**
 * Runs one script on a server while its connection is cut and the daemon killed at random moments, which lie at random
 * places of its log; then compares what was written there with what is kept here.
 * @throws Error naming everything that is wrong, with the place of the data
 */
export async function runCutCampaign(campaign: CutCampaign): Promise<CutReport> {
  const { server, seed, bytes, program, tell } = campaign;
  const random = createSeededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), "cronium-cuts-"));
  // The script writes its marks as the server's user.
  chmodSync(folder, 0o777);
  const dataDirectory = join(folder, "data");
  mkdirSync(dataDirectory, { mode: 0o700 });
  const marks: ScriptMarks = { startsFile: join(folder, "starts"), sumsFile: join(folder, "sums") };
  for (const file of [marks.startsFile, marks.sumsFile]) {
    writeFileSync(file, "");
    chmodSync(file, 0o666);
  }
  const directory = `.cronium-cuts-${randomIds.token().slice(0, 8)}`;
  const exitCode = random.pick([0, 7, 126]);
  const sshd = await startOwnSshd(server);
  const wire = await openCutWire({ address: "127.0.0.1", port: sshd.port }, bytes / campaign.seconds);
  let life = beginLife(program, dataDirectory, undefined);
  const startedAt = systemClock.elapsed();
  try {
    const script = seededScript({ seed, bytes, seconds: campaign.seconds * 0.8, exitCode }, marks);
    const jobId = await life.ask((api) => start(api, { ...campaign, wire, directory, script }));
    if (jobId === undefined) throw new Error("the daemon died before the run");
    tell(`the run has begun: ${String(bytes)} bytes, exit code ${String(exitCode)}`);
    const breaks: Break[] = [];
    const log = watchLog(dataDirectory, jobId);
    for (const { at, what } of planBreaks(campaign, random)) {
      await passes(log, at);
      if (log.hasEnded()) throw new Error("the run ended before it was cut as often as it should be");
      const begun = systemClock.elapsed();
      const before = log.bytes();
      const connections = wire.connections;
      if (what === "kill") {
        life.signal("SIGKILL");
        await life.ended;
        await sleep(systemClock, random.integer(0, 500));
        life = beginLife(program, dataDirectory, undefined);
      } else await cut(what, { wire, sshd, life: () => life, random });
      // What was under way arrives yet: only bytes of another connection show that it is mended.
      if (what !== "sleep") await until(() => wire.connections > connections || log.hasEnded(), "another connection");
      await passes(log, log.bytes() + 1);
      const recoveredMs = Math.round(systemClock.elapsed() - begun);
      breaks.push({ what, recoveredMs });
      tell(`${String(breaks.length).padStart(3)} ${what} at ${percent(before, bytes)}: ${String(recoveredMs)} ms`);
    }
    if (!(await life.ready)) throw new Error("the daemon did not come back");
    const run = await checkRun({
      life,
      jobId,
      dataDirectory,
      marks,
      exitCode,
      server,
      directory,
      withinMs: stuckAfterMs,
    });
    const seconds = (systemClock.elapsed() - startedAt) / 1_000;
    await life.stop();
    const report = { seconds, breaks, run, carried: wire.received / bytes, connections: wire.connections };
    rmSync(folder, { recursive: true, force: true, maxRetries: 50 });
    return report;
  } catch (error) {
    life.signal("SIGCONT");
    life.signal("SIGKILL");
    throw new Error(
      `seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}\nits data: ${folder}`,
      {
        cause: error,
      },
    );
  } finally {
    await wire.close();
    await sshd.close();
    rmSync(join(server.home, directory), { recursive: true, force: true });
  }
}

interface RunPlan extends CutCampaign {
  readonly wire: CutWire;
  readonly directory: string;
  readonly script: string;
}

/** @returns the job's id */
async function start(api: Api, { server, wire, directory, script, bytes }: RunPlan): Promise<string> {
  const { id: serverId } = await api.servers.create.mutate({
    name: server.name,
    address: "127.0.0.1",
    port: wire.port,
    username: server.username,
    authentication: { kind: "key", privateKey: readFileSync(server.privateKeyFile, "utf8") },
    hostKey: server.hostKeyFingerprint,
    options: { keepaliveMs, connectTimeoutMs: 5_000, directory },
  });
  const check = await api.servers.test.mutate({ id: serverId });
  if (check.status !== "online") throw new Error(`${server.name} is ${check.status}: ${check.message}`);
  const { id } = await api.events.create.mutate({
    name: "cut again and again",
    type: "PYTHON",
    status: "ACTIVE",
    script,
    run: { on: "servers", serverIds: [serverId] },
    timeoutMs: 3_600_000,
    logLimitBytes: Math.max(2 * bytes, 1_000_000),
  });
  return (await api.events.run.mutate({ id })).jobId;
}

interface PlannedBreak {
  /** Bytes of log that must be there first. */
  readonly at: number;
  readonly what: CutKind | "kill";
}

/** Each kind in turn, in random order, at random places of the log. */
function planBreaks(
  { cuts, kills, bytes, kinds = cutKinds }: CutCampaign,
  random: SeededRandom,
): readonly PlannedBreak[] {
  const list = Array.from({ length: cuts }, (_, index) => kinds[index % kinds.length] ?? "reset");
  const all = random.shuffle<CutKind | "kill">([...list, ...Array.from({ length: kills }, () => "kill" as const)]);
  const places = all.map(() => random.integer(1, Math.floor(bytes * 0.9))).sort((left, right) => left - right);
  return all.map((what, index) => ({ what, at: places[index] ?? 0 }));
}

/** What can be seen of a run's log from outside. */
interface WatchedLog {
  /** Its file's bytes, headers of its frames included. */
  bytes(): number;
  hasEnded(): boolean;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const giveUpAt = systemClock.elapsed() + stuckAfterMs;
  while (!condition()) {
    if (systemClock.elapsed() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await sleep(systemClock, 5 * lookEveryMs);
  }
}

/** Waits until the log has so many bytes, or its run has ended. @throws Error when nothing comes any more */
async function passes(log: WatchedLog, bytes: number): Promise<void> {
  let last = { bytes: -1, at: systemClock.elapsed() };
  for (;;) {
    const now = log.bytes();
    if (now >= bytes) return;
    if (now > last.bytes) last = { bytes: now, at: systemClock.elapsed() };
    const quietMs = systemClock.elapsed() - last.at;
    if (quietMs > askAfterMs && log.hasEnded()) return;
    if (quietMs > stuckAfterMs) throw new Error(`no new byte after ${String(now)} of the log`);
    await sleep(systemClock, lookEveryMs);
  }
}

function watchLog(dataDirectory: string, jobId: string): WatchedLog {
  let place: string | undefined;
  const row = (): { readonly log_path: string; readonly finished_at: number | null } | undefined => {
    const connection = openReadConnection(join(dataDirectory, "cronium.sqlite"));
    try {
      const statement = connection.prepare("SELECT log_path, finished_at FROM executions WHERE job_id = ?");
      return statement.get(jobId) as ReturnType<typeof row>;
    } finally {
      connection.close();
    }
  };
  return {
    bytes() {
      const path = (place ??= row()?.log_path);
      if (path === undefined) return 0;
      return statSync(join(dataDirectory, path), { throwIfNoEntry: false })?.size ?? 0;
    },
    hasEnded: () => typeof row()?.finished_at === "number",
  };
}

function percent(part: number, whole: number): string {
  return `${String(Math.round((100 * part) / whole))} %`;
}
