import type { Clock } from "../base/clock.ts";
import type { DelegationTimer } from "../../shared/words.ts";
import type { Fate, FateNote, FateReport, Installation, OtherAsker, ServerSide } from "../delegation/server-side.ts";
import { LinkLostError, UnreachableError } from "../executors/spool/command-channel.ts";

/** What happens to the next questions: `lost` does what was asked, and the answer does not arrive. */
export type Link = "up" | "down" | "lost";

export interface ScriptedServerSide extends ServerSide {
  link: Link;
  /** While it is off nothing wakes it. */
  isOn: boolean;
  timer: DelegationTimer | undefined;
  /** Its own timer wakes it: everything that has come is decided. */
  wake(): void;
  /** Execution ids in the order in which they were begun. */
  readonly begun: readonly string[];
  /** What lies on it: ids of delegations. */
  readonly folders: ReadonlySet<string>;
  /** What it was given. */
  readonly installations: readonly Installation[];
  /** What has been fetched from it: of these nothing is left there but that they ran. */
  fetch(): void;
  /** Another program that asked before. */
  other: OtherAsker | undefined;
  /** Somebody removes everything there. */
  wipe(): void;
  /** Ids of schedules there of which nobody can say whose they are. */
  damaged: readonly string[];
}

interface Folder {
  readonly installation: Installation;
  readonly marks: Map<number, FateNote>;
  isArmed: boolean;
}

/** A server in memory that does what the runner does on a real one: each instant is decided once, in order. */
export function createScriptedServerSide(clock: Clock): ScriptedServerSide {
  const kept = new Map<string, Folder>();
  const begun: string[] = [];
  const installations: Installation[] = [];
  const lateMs = 90_000;

  function decide({ installation, marks, isArmed }: Folder): void {
    if (!isArmed) return;
    const { runs, terms } = installation;
    const now = clock.now();
    const come = runs.filter((run) => run.startAt <= now && !marks.has(run.dueAt));
    for (const run of come) {
      const late = now - run.startAt;
      const isOld = late > lateMs && (terms.missed === "none" || late > terms.missedWindowMs);
      const isSuperseded = late > lateMs && terms.missed === "latest" && run !== come.at(-1);
      const fate: Fate = isOld || isSuperseded ? "missed" : "started";
      marks.set(run.dueAt, { dueAt: run.dueAt, fate, at: now });
      if (fate === "started") begun.push(run.executionId);
    }
  }

  function notesOf({ marks }: Folder, afterMs: number): FateReport {
    return { notes: [...marks.values()].filter((note) => note.dueAt > afterMs), other: side.other };
  }

  function reach<T>(effect: () => T): Promise<T> {
    if (side.link === "down" || !side.isOn) {
      return Promise.reject(new UnreachableError({ reason: "connect_failed", message: "far refused the connection" }));
    }
    const result = effect();
    if (side.link === "lost") return Promise.reject(new LinkLostError("The connection to far was lost"));
    return Promise.resolve(result);
  }

  const side: ScriptedServerSide = {
    link: "up",
    isOn: true,
    timer: "cron",
    begun,
    installations,
    get folders() {
      return new Set(kept.keys());
    },
    wake() {
      if (side.isOn) for (const folder of kept.values()) decide(folder);
    },
    fetch() {
      for (const { marks } of kept.values()) {
        for (const [dueAt, note] of marks) if (note.fate === "started") marks.set(dueAt, { ...note, fate: "fetched" });
      }
    },
    other: undefined,
    wipe() {
      kept.clear();
    },
    damaged: [],
    list: () =>
      reach(() => ({
        found: [...kept.values()].map(({ installation: { id, owner } }) => ({ id, ...owner })),
        damaged: side.damaged,
      })),
    plan: (_server, id) => reach(() => kept.get(id)?.installation.runs),
    probe: () =>
      reach(() => ({
        timer: side.timer,
        obstacle: side.timer === undefined ? "there is no crontab" : undefined,
        clockAheadMs: 0,
      })),
    install: (_server, installation) =>
      reach(() => {
        if (kept.has(installation.id)) return;
        installations.push(installation);
        kept.set(installation.id, { installation, marks: new Map(), isArmed: true });
      }),
    report: (_server, id, afterMs) =>
      reach(() => {
        const folder = kept.get(id);
        if (folder === undefined) return undefined;
        decide(folder);
        return notesOf(folder, afterMs);
      }),
    disarm: (_server, id, afterMs) =>
      reach(() => {
        const folder = kept.get(id);
        if (folder === undefined) return undefined;
        folder.isArmed = false;
        for (const { dueAt } of folder.installation.runs) {
          if (!folder.marks.has(dueAt)) folder.marks.set(dueAt, { dueAt, fate: "revoked", at: clock.now() });
        }
        return notesOf(folder, afterMs);
      }),
    remove: (_server, id) =>
      reach(() => {
        kept.delete(id);
      }),
    handleOf: (_server, executionId) => ({ run: executionId, phase: "started" }),
  };
  return side;
}
