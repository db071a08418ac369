import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import { sleep, systemClock } from "../../base/clock.ts";
import { beginLife, type Api, type Life } from "../crash/life.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { createRealCron } from "../real-cron.ts";
import { createStandInCron } from "../stand-in-cron.ts";
import { checkLedger, type LedgerCheck } from "./check-ledger.ts";

export interface DelegationCampaign {
  /** The built daemon, see `buildDaemon`. */
  readonly program: string;
  readonly server: BedServer;
  /** How many instants are left to the server while the daemon is gone. */
  readonly instants: number;
  /** Between two of them, milliseconds. */
  readonly everyMs: number;
  /** How often the daemon is killed while it collects. */
  readonly kills: number;
  readonly seed: number;
  /** Whether the system's own cron wakes the server, rather than a stand-in. */
  readonly hasRealCron: boolean;
  readonly tell: (line: string) => void;
}

export interface DelegationReport extends LedgerCheck {
  readonly awaySeconds: number;
  readonly collectSeconds: number;
}

/** The shortest time for which a schedule is left, with room for a busy computer, milliseconds. */
const shortestMs = 75_000;
/** Until it is left, milliseconds: what is due by then is the daemon's own. */
const leadMs = 8_000;
/** As cron does. */
const wakeEveryMs = 60_000;
/** Collecting that comes no further for so long is stuck, milliseconds. */
const longestCollectMs = 900_000;

/**
 * Leaves a schedule to a server, kills the daemon, lets the server's cron wake it until its time is over, and has a new
 * daemon, which is killed again and again, collect what it did.
 * @throws Error naming what is wrong
 */
export async function runDelegationCampaign(campaign: DelegationCampaign): Promise<DelegationReport> {
  const { program, server, instants, everyMs, kills, seed, hasRealCron, tell } = campaign;
  const folder = mkdtempSync(join(tmpdir(), "cronium-leaving-"));
  chmodSync(folder, 0o755);
  const directory = `.cronium-leaving-${String(process.pid)}`;
  mkdirSync(join(folder, "cron"), { mode: 0o777 });
  chmodSync(join(folder, "cron"), 0o777);
  const standIn = hasRealCron ? undefined : createStandInCron(join(folder, "cron"), server.home, directory);
  const cron = standIn ?? createRealCron(server.username);
  // Whatever its owner has set there must not reach what runs by our line.
  const owned = "# mine: 100\\%\nSHELL=/bin/bash\nPATH=/nowhere\nHOME=/\nTZ=Asia/Tokyo\n0 3 * * * /bin/true\n\n";
  cron.write(owned);
  const data = join(folder, "data");
  const witness = join(folder, "cron", "witness");
  let life: Life | undefined;

  async function begin(): Promise<Life> {
    const next = beginLife(program, data, undefined);
    life = next;
    if (!(await next.ready)) throw new Error("the daemon did not start");
    return next;
  }

  async function kill(): Promise<void> {
    life?.signal("SIGKILL");
    await life?.ended;
  }

  function wake(): void {
    for (const command of standIn?.commands() ?? []) {
      const text = `PATH='${standIn?.programs ?? ""}':$PATH; ${command}`;
      spawn("su", [server.username, "-s", "/bin/sh", "-c", text], { stdio: "ignore" });
    }
  }

  try {
    const first = await begin();
    const untilAt = systemClock.now() + Math.max(instants * everyMs, shortestMs) + leadMs;
    const schedule = { kind: "interval", everyMs, endMs: untilAt - 1 } as const;
    const eventId = await first.ask((api) => prepare(api, server, directory, witness, schedule));
    if (eventId === undefined) throw new Error("the daemon ended before anything was left");
    const fromAt = await first.ask(async (api) => {
      const [view] = await api.servers.list.query();
      await api.delegations.create.mutate({ eventId: eventId, serverId: view?.id ?? 0, untilAt });
      // What was due while a busy computer handed it over is the daemon's own.
      const [left] = await api.delegations.list.query({ eventId });
      return (left?.fromAt ?? 0) + 1;
    });
    if (fromAt === undefined) throw new Error("the daemon ended before it had left the schedule");
    await kill();
    tell(`left to ${server.name}; the daemon is gone`);
    while (systemClock.now() < untilAt + 2_000) {
      wake();
      await sleep(systemClock, Math.min(wakeEveryMs, Math.max(untilAt + 3_000 - systemClock.now(), 100)));
    }
    const awaySeconds = (systemClock.now() - fromAt) / 1_000;
    tell(`away for ${awaySeconds.toFixed(0)} s; collecting`);
    const random = createSeededRandom(seed);
    const beganAt = systemClock.elapsed();
    for (let turn = 0; turn < kills; turn += 1) {
      await begin();
      await sleep(systemClock, 500 + random.integer(0, 4_000));
      await kill();
    }
    const last = await begin();
    await last.ask((api) => collectAll(api, eventId));
    const collectSeconds = (systemClock.elapsed() - beganAt) / 1_000;
    const check = await last.ask((api) => checkLedger(api, { eventId, fromAt, untilAt, witness }));
    if (check === undefined) throw new Error("the daemon ended while its ledger was read");
    const folders = ["schedules", "runs"].map((name) => `'${join(server.home, directory, name)}'`).join(" ");
    const left = execFileSync("sh", ["-c", `find ${folders} -mindepth 1 2>/dev/null; :`], { encoding: "utf8" });
    if (left !== "") throw new Error(`left on the server:\n${left}`);
    if (cron.text() !== owned) throw new Error(`the crontab is another one:\n${cron.text() ?? "(none)"}`);
    await last.stop();
    return { ...check, awaySeconds, collectSeconds };
  } finally {
    life?.signal("SIGKILL");
    cron.remove();
    rmSync(join(server.home, directory), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true, maxRetries: 50 });
  }
}

/** @returns the event's id */
async function prepare(
  api: Api,
  server: BedServer,
  directory: string,
  witness: string,
  schedule: { readonly kind: "interval"; readonly everyMs: number; readonly endMs: number },
): Promise<number> {
  const { id } = await api.servers.create.mutate({
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    authentication: { kind: "key", privateKey: readFileSync(server.privateKeyFile, "utf8") },
    options: { directory },
  });
  await api.servers.test.mutate({ id });
  const { offered } = await api.servers.get.query({ id });
  await api.servers.trust.mutate({ id, fingerprint: offered?.fingerprint ?? "" });
  const event = await api.events.create.mutate({
    name: "left to a server",
    type: "BASH",
    status: "ACTIVE",
    run: { on: "servers", serverIds: [id], groups: [] },
    script: `echo "$CRONIUM_EXECUTION_ID" | tee -a '${witness}'; [ "$HOME" = / ] || [ "\${TZ-}\${LC_ALL-}" ] || exit 7\n`,
    schedule: { ...schedule, overlap: "allow", missed: "all", missedCap: 1_000 },
  });
  return event.id;
}

/** Waits until the schedule is the program's again and every job has ended; the schedule rests from then on. */
async function collectAll(api: Api, eventId: number): Promise<void> {
  const giveUpAt = systemClock.elapsed() + longestCollectMs;
  for (let isPaused = false; ;) {
    if (systemClock.elapsed() > giveUpAt) throw new Error("what the server did is not collected");
    await sleep(systemClock, 500);
    const [delegation] = await api.delegations.list.query({ eventId });
    if (delegation?.state !== "ended") continue;
    if (!isPaused) await api.events.setStatus.mutate({ id: eventId, status: "PAUSED" });
    isPaused = true;
    const { unfinished } = await api.events.get.query({ id: eventId });
    if (unfinished === 0) return;
  }
}
