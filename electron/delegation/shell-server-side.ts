import type { Clock } from "../base/clock.ts";
import type { DelegationTimer } from "../../shared/words.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { buildPayload } from "../executors/payload/build-payload.ts";
import { LinkLostError, UnreachableError } from "../executors/spool/command-channel.ts";
import { limitMark } from "../executors/spool/limit-mark.ts";
import { interpreters, packOwn } from "../executors/spool/parcel.ts";
import { createRunnerAccess } from "../executors/spool/runner-access.ts";
import type { ServerAccess } from "../executors/ssh/server-access.ts";
import { clockAheadMs } from "./compare-clocks.ts";
import { directoryOn } from "./reach-server.ts";
import { readLeft } from "./read-left.ts";
import type { Fate, FateNote, FateReport, Installation, LeftSchedule, ServerSide } from "./server-side.ts";

/** An upload over a slow link, or a long list of instants, takes a while. */
const uploadLimitMs = 80_000;
const answerLimitMs = 60_000;

const fates: readonly Fate[] = ["begun", "started", "fetched", "missed", "skipped", "revoked"];
const timers: readonly DelegationTimer[] = ["systemd", "cron"];

/** Who asks servers. */
export interface Asker {
  /** Of the data directory: it goes with copies of it. One word. */
  readonly installation: string;
  /** Differs between computers and data directories, and names the computer. One word. */
  readonly name: string;
}

/** Looks after delegations on servers by their runner; see runtimes/runner/due.sh for its half. */
export function createShellServerSide(
  access: Pick<ServerAccess, "commandsOn"> | undefined,
  clock: Clock,
  asker: Asker,
): ServerSide {
  function runnerOn(server: ServerConnection, id: string) {
    if (access === undefined) {
      throw new UnreachableError({ reason: "connect_failed", message: `${server.name} cannot be reached from here` });
    }
    const commands = access.commandsOn(server);
    return createRunnerAccess({ commands, clock, directory: directoryOn(server), id, concern: "server" });
  }

  function ask(
    server: ServerConnection,
    id: string,
    words: readonly (string | number)[],
    opening: AbortSignal,
    input?: Uint8Array,
  ): Promise<readonly string[]> {
    const limitMs = input === undefined ? answerLimitMs : uploadLimitMs;
    const question = { verb: "due", with: [id, ...words], limitMs, opening } as const;
    return runnerOn(server, id).askLines(input === undefined ? question : { ...question, input });
  }

  // As `date` tells them: cut off.
  const secondsNow = (): number => Math.floor(clock.now() / 1000);

  async function askFates(
    server: ServerConnection,
    id: string,
    words: readonly (string | number)[],
    opening: AbortSignal,
  ): Promise<FateReport> {
    return readFates(await ask(server, id, words, opening), clock.now());
  }

  return {
    async probe(server, signal) {
      const askedAt = clock.now();
      const lines = await ask(server, "probe", ["probe"], signal);
      const [word, ...rest] = (lines[0] ?? "").split(" ");
      if (word === "none") return { timer: undefined, obstacle: rest.join(" "), clockAheadMs: 0 };
      const timer = timers.find((candidate) => candidate === rest[0]);
      if (word !== "timer" || timer === undefined) throw unexpected(server, lines[0]);
      const aheadMs = clockAheadMs(secondsSaid(lines), { askedAt, answeredAt: clock.now() });
      return { timer, obstacle: undefined, clockAheadMs: aheadMs };
    },

    async install(server, installation, signal) {
      const { type, script, files } = installation.work;
      const payload = buildPayload({ type, script, files });
      const runner = runnerOn(server, installation.id);
      const store = { verb: "store", with: [payload.sha256, payload.bytes.length], limitMs: uploadLimitMs } as const;
      const [stored = ""] = await runner.askLines({ ...store, input: payload.bytes, opening: signal });
      if (stored !== "stored") throw refused(server, stored);
      const parts = layOut(installation, payload.sha256, asker);
      const sizes = parts.map((part) => part.length);
      const words = ["install", installation.timer, secondsNow(), ...sizes];
      const [answer = ""] = await ask(server, installation.id, words, signal, Buffer.concat(parts));
      if (answer !== "installed") throw refused(server, answer);
    },

    report: (server, id, afterMs, signal) =>
      askFates(server, id, ["report", secondsNow(), afterMs, asker.name], signal),

    disarm: (server, id, afterMs, signal) =>
      askFates(server, id, ["disarm", secondsNow(), afterMs, asker.name], signal),

    async list(server, signal) {
      const lines = await ask(server, "any", ["list"], signal);
      if (lines.at(-1) !== "listed") throw new LinkLostError("The answer of the server was cut off");
      return readLeft(lines, asker.installation);
    },

    async plan(server, id, signal) {
      const lines = await ask(server, id, ["plan"], signal);
      if (lines[0] === "absent") return undefined;
      if (lines.at(-1) !== "planned") throw new LinkLostError("The answer of the server was cut off");
      return lines.slice(0, -1).map((line) => {
        const [, dueAt, jobId = "", executionId = ""] = line.split(" ");
        return { dueAt: Number(dueAt), jobId, executionId };
      });
    },

    async remove(server, id, signal) {
      const [answer = ""] = await ask(server, id, ["remove"], signal);
      if (answer !== "removed") throw refused(server, answer);
    },

    handleOf(server, executionId, isStarted) {
      const directory = directoryOn(server);
      const phase = isStarted ? "started" : "starting";
      return { executor: "ssh", serverId: server.id, directory, spool: `${directory}/runs/${executionId}`, phase };
    },
  };
}

/** The files of a delegation, in the order in which the runner takes them: plan, terms, how, environment, block, owner. */
function layOut({ runs, terms, work, owner }: Installation, sha256: string, asker: Asker): readonly Buffer[] {
  const parcel = packOwn({ type: work.type, environment: work.environment }, []);
  const plan = runs
    .map(({ dueAt, startAt, jobId, executionId }) => ({
      begin: Math.ceil(startAt / 1000),
      rest: [dueAt, executionId, jobId, limitMark(executionId).kibibytes].join(" "),
    }))
    .sort((left, right) => left.begin - right.begin)
    .map(({ begin, rest }) => `${String(begin)} ${rest}\n`);
  const seconds = (milliseconds: number): string => String(Math.ceil(milliseconds / 1000));
  const overlap = terms.skipsOverlap ? "skip" : "allow";
  const late = [terms.missed, seconds(terms.missedWindowMs), terms.missedCap];
  const limits = [
    ...late,
    overlap,
    seconds(terms.untilAt),
    seconds(terms.runLimitMs),
    String(Math.ceil(terms.graceMs / 100)),
  ];
  const { environmentLines, blockBytes, folders, bytes } = parcel;
  const how = [environmentLines, blockBytes, interpreters[work.type], sha256, folders.join(" ")];
  const split = bytes.length - blockBytes;
  return [
    Buffer.from(plan.join("")),
    Buffer.from(`${limits.join(" ")}\n`),
    Buffer.from(`${how.join(" ")}\n`),
    bytes.subarray(0, split),
    bytes.subarray(split),
    Buffer.from(`${writeOwner(owner, asker)}\n`),
  ];
}

function writeOwner({ eventId, eventName, fromAt, untilAt }: LeftSchedule, { installation }: Asker): string {
  return [installation, eventId, fromAt, untilAt, encodeURIComponent(eventName)].join(" ");
}

/** The time is the last that a server tells: its answer is under way no longer than this, milliseconds. */
const underWayMs = 1_000;

/** @param now our clock when the answer came, epoch milliseconds */
function readFates(lines: readonly string[], now: number): FateReport {
  if (lines[0] === "absent") return undefined;
  const aheadMs = clockAheadMs(secondsSaid(lines), { askedAt: now - underWayMs, answeredAt: now });
  const notes = lines.flatMap((line): FateNote[] => {
    const [word, dueAt, fate, at] = line.split(" ");
    const known = fates.find((candidate) => candidate === fate);
    if (word !== "fate" || known === undefined) return [];
    return [{ dueAt: Number(dueAt), fate: known, at: Number(at) * 1000 - aheadMs }];
  });
  const [, name, seconds] = lines.find((line) => line.startsWith("other "))?.split(" ") ?? [];
  return { notes, other: name === undefined ? undefined : { name, agoMs: Number(seconds) * 1000 } };
}

/** What the server's clock said, seconds. @throws LinkLostError when the answer has no end */
function secondsSaid(lines: readonly string[]): number {
  const [word, seconds = ""] = (lines.at(-1) ?? "").split(" ");
  if (word !== "now" || !/^\d+$/.test(seconds)) throw new LinkLostError("The answer of the server was cut off");
  return Number(seconds);
}

function refused(server: ServerConnection, answer: string): UnreachableError {
  const text = answer.replace(/^failed [a-z]+ ?/, "");
  const message = `The schedule could not be put on ${server.name}: ${text}`;
  return new UnreachableError({ reason: "runner_failed", message });
}

function unexpected(server: ServerConnection, line = ""): UnreachableError {
  const message = `${server.name} gave an answer that is none: ${line}`;
  return new UnreachableError({ reason: "runner_failed", message });
}
