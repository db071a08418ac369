import { statfs } from "node:fs/promises";
import { findingsText } from "../../shared/reconcile.ts";
import type { DoctorLine } from "../../shared/system.ts";
import { countVaultWaits } from "../queue/vault-waits.ts";
import { readVaultStatus } from "../secrets/vault-actions.ts";
import { findEvent } from "../store/events.ts";
import { readFailureText } from "../store/failure-text.ts";
import { latestCursor, openSchedule } from "../store/schedules.ts";
import { listServers } from "../store/servers.ts";
import { readSettings } from "../store/settings.ts";
import type { ServerRow } from "../store/tables.ts";
import { glanceAtHeartbeat } from "../watch/examine-heartbeat.ts";
import type { ApiContext } from "./context.ts";
import { isBackupOverdue, latestBackupAt, storageProblem } from "./storage-view.ts";

/** Below this much free space new runs may fail, bytes. */
const littleSpaceBytes = 1024 ** 3;
/** A clock further behind what was written down than this is wrong, or was, milliseconds. */
const seriousStepMs = 60_000;
/** A scheduler later than this is not well, milliseconds. */
const seriousLagMs = 5_000;
const hourMs = 3_600_000;

/** Looks at everything the program stands on; each line says what is wrong and what to do. */
export async function examine(context: ApiContext): Promise<DoctorLine[]> {
  const [space, docker, clock, watch, servers] = await Promise.all([
    examineSpace(context),
    examineDocker(context),
    examineClock(context),
    examineWatch(context),
    listServers(context.store.read),
  ]);
  return [
    examineDatabase(context),
    await examineBackups(context),
    space,
    await examineVault(context),
    docker,
    examineScheduler(context),
    ...examineReconciled(context),
    ...(await examineUnreadable(context)),
    ...(await examineRestored(context)),
    clock,
    watch,
    ...servers.map(examineServer),
  ];
}

/** What its last look found. */
function examineServer({ name, status, problem }: ServerRow): DoctorLine {
  if (status === "online") return line(`server ${name}`, "ok", "answers");
  const found = readFailureText(problem ?? "has not been tested");
  const shown = found.line === undefined ? [] : [`The line is: ${found.line}`];
  const remedy = [found.remedy, `Run \`cronium server test ${name}\`.`, ...shown].filter(Boolean).join(" ");
  return line(`server ${name}`, status === "unknown" ? "warning" : "problem", found.message, remedy);
}

function line(name: string, verdict: DoctorLine["verdict"], message: string, remedy?: string): DoctorLine {
  return { name, verdict, message, remedy };
}

/** Whether what a crash or a sleep leaves is looked for, and what was found. */
function examineReconciled({ running, reconciled, clock }: ApiContext): DoctorLine[] {
  if (!running) return [];
  const { latest, latestFind } = reconciled();
  const age = (at: number): string => `${String(Math.round((clock.now() - at) / 1_000))} s ago`;
  const found = latestFind === undefined ? undefined : findingsText(latestFind.findings);
  const looked = latest === undefined ? "the first look is under way" : `looked ${age(latest.at)}`;
  const told =
    latestFind === undefined || found === undefined ? "nothing found" : `put right ${age(latestFind.at)}: ${found}`;
  return [line("left behind", "ok", `${looked}; ${told}`)];
}

/** Its shape; what it holds is looked at every day, which takes a while. */
function examineDatabase({ store }: ApiContext): DoctorLine {
  const validation = store.validate("shape");
  return line(
    "database",
    validation.valid ? "ok" : "problem",
    validation.summary,
    validation.valid ? undefined : "Run `cronium db validate`.",
  );
}

async function examineBackups(context: ApiContext): Promise<DoctorLine> {
  const name = "backups";
  const problem = storageProblem(context);
  if (problem !== undefined) return line(name, "problem", problem.message, problem.remedy);
  const { backupEveryHours } = await readSettings(context.store.read);
  const latestAt = latestBackupAt(context);
  const now = context.clock.now();
  const count = context.storage.backups.list().filter(({ verified }) => verified).length;
  const age = latestAt === undefined ? undefined : ageText(now - latestAt);
  const text = age === undefined ? "there is none yet" : `${String(count)}, the newest ${age} old`;
  if (backupEveryHours === 0) {
    const remedy = "Switch them on in the settings, or make one now and then with `cronium db backup`.";
    return line(name, "warning", `${text}; scheduled backups are switched off`, remedy);
  }
  // One is made in the first minutes after the start.
  const isNew = context.running && now - context.startedAt < hourMs;
  return isBackupOverdue(latestAt, backupEveryHours, now) && !isNew
    ? line(name, "warning", text, "Make one with `cronium db backup`; while Cronium runs it makes them by itself.")
    : line(name, "ok", text);
}

/** `less than a minute`, `12 min`, `5.3 h`. */
function ageText(milliseconds: number): string {
  if (milliseconds < 60_000) return "less than a minute";
  return milliseconds < hourMs
    ? `${String(Math.floor(milliseconds / 60_000))} min`
    : `${(milliseconds / hourMs).toFixed(1)} h`;
}

async function examineSpace({ dataDirectory }: ApiContext): Promise<DoctorLine> {
  const { bavail, bsize } = await statfs(dataDirectory);
  const free = bavail * bsize;
  const text = `${dataDirectory}: ${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free < littleSpaceBytes
    ? line("data directory", "warning", text, "Free some space before logs cannot be written.")
    : line("data directory", "ok", text);
}

async function examineVault(context: ApiContext): Promise<DoctorLine> {
  const name = "secrets";
  const { state, backend, detail, hasPassphrase, secrets, unused, problems, damaged } = await readVaultStatus(context);
  const waiting = await countVaultWaits(context.store.read, { now: context.clock.now(), vault: state });
  const waits = waiting === 0 ? "" : `; ${String(waiting)} ${waiting === 1 ? "job waits" : "jobs wait"} for it`;
  if (state === "none") {
    const remedy =
      "Unlock or start the keychain or, where none is to be used, run `cronium vault use-file`: until then no secret can be stored.";
    return line(name, waiting === 0 ? "warning" : "problem", `${detail}${waits}`, remedy);
  }
  if (state === "locked") return line(name, "problem", `${problems.join("; ")}${waits}`, "Run `cronium vault unlock`.");
  if (state === "damaged") {
    return line(name, "problem", `${problems.join("; ")}${waits}`, "Restore the file from a backup, or move it away.");
  }
  if (problems.length + damaged.length > 0) {
    const found = [...problems, ...damaged.map((use) => `tampered with: ${use}`)].join("; ");
    return line(name, "problem", found, "Find out who changed it; enter what was tampered with again.");
  }
  const left = unused === 0 ? "" : `, ${String(unused)} that nothing refers to`;
  const text = `${detail}: ${String(secrets)}${left}`;
  return backend === "keychain" || hasPassphrase
    ? line(name, "ok", text)
    : line(name, "warning", text, "Give it a passphrase with `cronium vault change-passphrase`, or use a keychain.");
}

async function examineDocker({ checkDocker }: ApiContext): Promise<DoctorLine> {
  const { available, detail } = await checkDocker();
  return available
    ? line("docker", "ok", detail)
    : line("docker", "warning", detail, "Start Docker if events are to run in containers.");
}

function examineScheduler({ running, scheduler, clock, dataDirectory }: ApiContext): DoctorLine {
  const name = "scheduler";
  const now = clock.now();
  if (!running) {
    const { verdict, message } = glanceAtHeartbeat({ dataDirectory, clock });
    const since = verdict === "dead" || verdict === "stopped" ? `: ${message}` : "";
    return line(name, "problem", `is not running on this data directory${since}`, "Start it with `cronium start`.");
  }
  const { lagMs, lastTickAt, problem } = scheduler();
  if (problem !== undefined) {
    const message = `fails for ${seconds(now - problem.since)}: ${problem.message}`;
    return line(name, "problem", message, `It tries again by itself; ${dataDirectory}/cronium.log says more.`);
  }
  const age = lastTickAt === undefined ? "" : `, ${seconds(now - lastTickAt)} ago`;
  return lagMs > seriousLagMs
    ? line(
        name,
        "warning",
        `the latest tick was ${seconds(lagMs)} late${age}`,
        "Look for a program that keeps this computer busy.",
      )
    : line(name, "ok", `the latest tick was ${String(lagMs)} ms late${age}`);
}

/** Schedules and calendars that cannot be read are left out, so that all others go on; somebody has to know. */
async function examineUnreadable({ scheduler, store, calendars }: ApiContext): Promise<DoctorLine[]> {
  const lines: DoctorLine[] = [];
  for (const { eventId, scheduleId, message } of scheduler().unreadable) {
    // It may have been put right, or deleted, since.
    if ((await openSchedule(store.read, eventId))?.id !== scheduleId) continue;
    const name = (await findEvent(store.read, eventId))?.name ?? `event ${String(eventId)}`;
    const text = `its schedule cannot be read, so nothing is due by it: ${message}`;
    lines.push(line(`event ${name}`, "problem", text, "Edit its schedule and save it."));
  }
  for (const { name, message } of (await calendars(store.read)).unreadable) {
    const text = `cannot be read, so it holds nothing back: ${message}`;
    lines.push(line(`calendar ${name}`, "problem", text, "Edit the calendar and save it."));
  }
  return lines;
}

/** What a server has been given since a restored backup was made is known to the server alone. */
async function examineRestored({ delegations }: ApiContext): Promise<DoctorLine[]> {
  const unasked = await delegations.unasked();
  if (unasked.length === 0) return [];
  const text = `a backup was restored, and these servers could not be asked yet whether a schedule is left to them: ${unasked.join(", ")}; until then one may run there and here`;
  const remedy = "They are asked every minute. Have them answer, or pause the events that run on them.";
  return [line("restored data", "warning", text, remedy)];
}

/** That nobody looks after the program is advice and no fault. */
async function examineWatch({ watchTimer }: ApiContext): Promise<DoctorLine> {
  const { kind, installed, active, detail, remedy } = await watchTimer.status();
  if (installed)
    return line("watch", active === false ? "warning" : "ok", detail, active === true ? undefined : remedy);
  const advice = kind === "none" ? remedy : "Run `cronium watch install` to be told when Cronium is dead or stuck.";
  return line("watch", "ok", "the system's timer does not look after Cronium", advice);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** Time can only be judged against what was written down with it: the ledger never ends in the future by itself. */
async function examineClock({ clock, store }: ApiContext): Promise<DoctorLine> {
  const now = clock.now();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = `${new Date(now).toISOString().replace(/\.\d+Z$/, "Z")}, this computer's zone is ${zone}`;
  const ahead = ((await latestCursor(store.read)) ?? now) - now;
  return ahead > seriousStepMs
    ? line(
        "clock",
        "problem",
        `${text}; the ledger is ahead of it by ${String(Math.round(ahead / 1000))} s`,
        "Set the clock right: nothing is due again until it has passed that time.",
      )
    : line("clock", "ok", text);
}
