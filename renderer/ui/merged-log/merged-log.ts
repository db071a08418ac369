import type { LogLine } from "../log-pane/log-line.ts";
import {
  dropAfter,
  dropBefore,
  mergeLogs,
  openAt,
  openEnd,
  openStart,
  readEarlier,
  readLater,
  type HeldLog,
  type MergedLine,
  type MergedSource,
} from "./held-log.ts";

/** More lines than these, of all logs together, are not held: what is furthest from where one reads goes. */
export const mostLines = 3_000;
/** What comes meanwhile is taken together, milliseconds. */
const catchUpEveryMs = 100;
/** Further behind than this, what is between is left out for whoever follows the end, bytes. */
const farBehindBytes = 262_144;

export interface MergedState {
  readonly lines: readonly MergedLine[];
  /** What is held of each log. */
  readonly logs: ReadonlyMap<string, HeldLog>;
  /** Nothing stands before the first of these, or behind the last one. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly following: boolean;
  /** Nothing will be added to any of the logs. */
  readonly complete: boolean;
  readonly loaded: boolean;
  /** What kept it from reading; undefined while nothing does. */
  readonly error: unknown;
}

/** Several logs in one, by time, of which only what is near is held. */
export interface MergedLog {
  /** Begins to read; also after `stop`. */
  start(): void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => MergedState;
  /** Reads on before the first, or behind the last line. */
  earlier(): void;
  later(): void;
  toStart(): void;
  /**
   * Goes to where a byte of a log stands among the others.
   * @param atMs epoch milliseconds: the instant that is gone to where that log is none of them
   * @returns the line that holds it, or the first from the instant on; undefined when somebody wanted to be elsewhere
   */
  toPlace(log: string, position: number, atMs?: number): Promise<LogLine | undefined>;
  /** Goes to the end, and stays there. */
  follow(): void;
  /** Stays where it is. */
  stay(): void;
  /** A log has grown, or ended. */
  grown(log: string, size: number, ended: boolean): void;
  again(): void;
  stop(): void;
}

interface Wanted {
  readonly log: string;
  readonly position: number;
  readonly atMs: number;
  readonly found: (line: LogLine | undefined) => void;
}

/** @param sources the logs, by what tells them apart */
export function createMergedLog(sources: ReadonlyMap<string, MergedSource>): MergedLog {
  const listeners = new Set<() => void>();
  const logs = new Map<string, HeldLog>();
  let wanted: "end" | "start" | "earlier" | "later" | Wanted | undefined = "end";
  let following = true;
  let working = false;
  let stopped = true;
  let loaded = sources.size === 0;
  let problem: { readonly error: unknown } | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let shown: MergedState | undefined;
  let lines: readonly MergedLine[] | undefined;

  const each = (): readonly (readonly [string, HeldLog])[] => [...logs];
  const sourceOf = (log: string): MergedSource => sources.get(log) as MergedSource;
  const behind = (log: HeldLog): number => log.size - log.held.next;

  function keep(log: string, held: HeldLog): void {
    // It may have been told to have grown, or ended, while it was read.
    const known = logs.get(log);
    const ended = held.ended || known?.ended === true;
    logs.set(log, { ...held, ended, size: Math.max(held.size, known?.size ?? 0) });
    lines = undefined;
    shown = undefined;
  }

  function setFollowing(wanted: boolean): void {
    following = wanted;
    shown = undefined;
  }

  function emit(): void {
    shown = undefined;
    for (const listener of listeners) listener();
  }

  function describe(): MergedState {
    const all = [...logs.values()];
    return {
      lines: (lines ??= mergeLogs(logs)),
      logs: new Map(logs),
      atStart: all.every((log) => log.floor === -Infinity),
      atEnd: all.every((log) => log.ceiling === Infinity && behind(log) <= 0),
      following,
      complete: loaded && all.every((log) => log.ended),
      loaded,
      error: problem?.error,
    };
  }

  async function open(from: (source: MergedSource, log: string) => Promise<HeldLog>): Promise<void> {
    const opened = await Promise.all(
      [...sources].map(async ([log, source]) => [log, await from(source, log)] as const),
    );
    for (const [log, held] of opened) keep(log, held);
    loaded = true;
  }

  async function openPlace({ log, position, atMs, found }: Wanted): Promise<void> {
    const searched = sources.get(log);
    const place = searched && (await openAt(searched, position));
    const line = place?.held.lines.findLast(({ start }) => start <= position) ?? place?.held.lines[0];
    const instant = line?.atMs ?? atMs;
    await open(async (source, each) =>
      each === log && place !== undefined ? place : openAt(source, await source.locate(instant)),
    );
    found(line ?? mergeLogs(logs).find((merged) => merged.line.atMs >= instant)?.line);
  }

  /** The log that keeps the others from being shown further up, then further down. */
  async function readUp(): Promise<void> {
    const [log, held] = each().reduce((left, right) => (right[1].floor > left[1].floor ? right : left));
    if (held.floor === -Infinity) return;
    keep(log, await readEarlier(sourceOf(log), held));
    // Who follows the end wants to keep that.
    if (!following) trim("last");
  }

  async function readDown(): Promise<void> {
    const open = each().filter(([, log]) => log.ceiling !== Infinity || behind(log) > 0);
    const [first, ...others] = open;
    if (first === undefined) return;
    const [log, held] = others.reduce((left, right) => (right[1].ceiling < left[1].ceiling ? right : left), first);
    keep(log, await readLater(sourceOf(log), held));
    trim("first");
  }

  async function catchUp(): Promise<void> {
    const grown = each().filter(([, log]) => behind(log) > 0);
    await Promise.all(
      grown.map(async ([log, held]) => {
        const source = sourceOf(log);
        keep(log, await (behind(held) > farBehindBytes ? openEnd(source) : readLater(source, held)));
      }),
    );
    trim("first");
    pause = setTimeout(() => {
      pause = undefined;
      work();
    }, catchUpEveryMs);
  }

  /** Lets go of what is too much of that which can be shown, at one end of all logs together. */
  function trim(end: "first" | "last"): void {
    const all = (lines ??= mergeLogs(logs));
    if (all.length <= mostLines) return;
    const instant = all[end === "first" ? all.length - mostLines : mostLines - 1]?.line.atMs ?? 0;
    for (const [log, held] of each()) {
      keep(log, end === "first" ? dropBefore(held, instant) : dropAfter(held, instant));
    }
  }

  function nextTask(): (() => Promise<void>) | undefined {
    if (sources.size === 0) return undefined;
    const asked = wanted;
    if (asked === undefined) {
      const isBehind = following && [...logs.values()].some((log) => behind(log) > 0);
      return isBehind && pause === undefined ? catchUp : undefined;
    }
    wanted = undefined;
    if (typeof asked === "object") return () => openPlace(asked);
    return { end: () => open(openEnd), start: () => open(openStart), earlier: readUp, later: readDown }[asked];
  }

  async function workOn(): Promise<void> {
    let tried = wanted;
    try {
      for (let task = nextTask(); task !== undefined; tried = wanted, task = nextTask()) {
        const before = task === catchUp ? new Map([...logs].map(([log, held]) => [log, held.held.next])) : undefined;
        await task();
        if (isStopped()) return;
        problem = undefined;
        emit();
        // What is announced but not there yet comes with the next growth.
        if (before !== undefined && [...before].every(([log, next]) => logs.get(log)?.held.next === next)) break;
      }
    } catch (error) {
      problem = { error };
      // It is what is tried again, unless somebody wants something else by now.
      if (wanted === undefined) wanted = tried;
      else if (typeof tried === "object") tried.found(undefined);
    } finally {
      working = false;
      if (!isStopped()) emit();
    }
  }

  const isStopped = (): boolean => stopped;

  function work(): void {
    if (working || stopped || problem !== undefined) return;
    working = true;
    void workOn();
  }

  function ask(what: NonNullable<typeof wanted>): void {
    // Who wants to be elsewhere is not led back by what was asked before.
    if ((what === "earlier" || what === "later") && (wanted !== undefined || !loaded)) return;
    problem = undefined;
    giveUpPlace();
    wanted = what;
    work();
  }

  function giveUpPlace(): void {
    if (typeof wanted === "object") wanted.found(undefined);
    wanted = undefined;
  }

  return {
    start() {
      stopped = false;
      work();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => (shown ??= describe()),
    earlier() {
      if (!describe().atStart) ask("earlier");
    },
    later: () => ask("later"),
    toStart() {
      setFollowing(false);
      ask("start");
    },
    toPlace(log, position, atMs = 0) {
      setFollowing(false);
      return new Promise((found) => ask({ log, position, atMs, found }));
    },
    follow() {
      setFollowing(true);
      if (problem === undefined && describe().atEnd) emit();
      else ask("end");
    },
    stay() {
      if (!following) return;
      setFollowing(false);
      emit();
    },
    grown(log, size, ended) {
      const held = logs.get(log);
      if (held === undefined || (size <= held.size && ended === held.ended)) return;
      // Its lines are what they were.
      logs.set(log, { ...held, size: Math.max(size, held.size), ended: ended || held.ended });
      emit();
      work();
    },
    again() {
      if (problem === undefined) return;
      problem = undefined;
      work();
    },
    stop() {
      stopped = true;
      giveUpPlace();
      clearTimeout(pause);
      pause = undefined;
    },
  };
}
