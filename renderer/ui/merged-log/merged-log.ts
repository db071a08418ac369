import type { LogSource } from "../log-pane/read-lines.ts";
import {
  dropAfter,
  dropBefore,
  mergeLogs,
  openEnd,
  openStart,
  readEarlier,
  readLater,
  type HeldLog,
  type MergedLine,
} from "./held-log.ts";

/** More lines than these, of all logs together, are not held: what is furthest from where one reads goes. */
export const mostLines = 3_000;
/** What comes meanwhile is taken together, milliseconds. */
const catchUpEveryMs = 100;
/** Further behind than this, what is between is left out for whoever follows the end, bytes. */
const farBehindBytes = 262_144;

export interface MergedState {
  readonly lines: readonly MergedLine[];
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
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => MergedState;
  /** Reads on before the first, or behind the last line. */
  earlier(): void;
  later(): void;
  toStart(): void;
  /** Goes to the end, and stays there. */
  follow(): void;
  /** Stays where it is. */
  stay(): void;
  /** A log has grown, or ended. */
  grown(log: string, size: number, ended: boolean): void;
  again(): void;
  stop(): void;
}

/** @param sources the logs, by what tells them apart */
export function createMergedLog(sources: ReadonlyMap<string, LogSource>): MergedLog {
  const listeners = new Set<() => void>();
  const logs = new Map<string, HeldLog>();
  let wanted: "end" | "start" | "earlier" | "later" | undefined = "end";
  let following = true;
  let working = false;
  let stopped = false;
  let loaded = false;
  let problem: { readonly error: unknown } | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let shown: MergedState | undefined;

  const each = (): readonly (readonly [string, HeldLog])[] => [...logs];
  const sourceOf = (log: string): LogSource => sources.get(log) as LogSource;
  const behind = (log: HeldLog): number => log.size - log.held.next;

  function emit(): void {
    shown = undefined;
    for (const listener of listeners) listener();
  }

  function describe(): MergedState {
    const all = [...logs.values()];
    return {
      lines: mergeLogs(logs),
      atStart: all.every((log) => log.floor === -Infinity),
      atEnd: all.every((log) => log.ceiling === Infinity && behind(log) <= 0),
      following,
      complete: loaded && all.every((log) => log.ended),
      loaded,
      error: problem?.error,
    };
  }

  async function open(from: (source: LogSource) => Promise<HeldLog>): Promise<void> {
    const opened = await Promise.all([...sources].map(async ([log, source]) => [log, await from(source)] as const));
    for (const [log, held] of opened) {
      const known = logs.get(log);
      const ended = held.ended || known?.ended === true;
      logs.set(log, { ...held, ended, size: Math.max(held.size, known?.size ?? 0) });
    }
    loaded = true;
  }

  /** The log that keeps the others from being shown further up, then further down. */
  async function readUp(): Promise<void> {
    const [log, held] = each().reduce((left, right) => (right[1].floor > left[1].floor ? right : left));
    if (held.floor === -Infinity) return;
    logs.set(log, await readEarlier(sourceOf(log), held));
    trim("last");
  }

  async function readDown(): Promise<void> {
    const open = each().filter(([, log]) => log.ceiling !== Infinity || behind(log) > 0);
    const [first, ...others] = open;
    if (first === undefined) return;
    const [log, held] = others.reduce((left, right) => (right[1].ceiling < left[1].ceiling ? right : left), first);
    logs.set(log, await readLater(sourceOf(log), held));
    trim("first");
  }

  async function catchUp(): Promise<void> {
    const grown = each().filter(([, log]) => behind(log) > 0);
    await Promise.all(
      grown.map(async ([log, held]) => {
        const source = sourceOf(log);
        logs.set(log, await (behind(held) > farBehindBytes ? openEnd(source) : readLater(source, held)));
      }),
    );
    trim("first");
    pause = setTimeout(() => {
      pause = undefined;
      work();
    }, catchUpEveryMs);
  }

  /** Lets go of what is too much, at one end of all logs together. */
  function trim(end: "first" | "last"): void {
    const times = each()
      .flatMap(([, { held }]) => held.lines.map((line) => line.atMs))
      .sort((left, right) => left - right);
    if (times.length <= mostLines) return;
    const instant = times[end === "first" ? times.length - mostLines : mostLines - 1] ?? 0;
    for (const [log, held] of each()) {
      logs.set(log, end === "first" ? dropBefore(held, instant) : dropAfter(held, instant));
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
    switch (asked) {
      case "end":
        return () => open(openEnd);
      case "start":
        return () => open(openStart);
      case "earlier":
        return readUp;
      case "later":
        return readDown;
    }
  }

  async function workOn(): Promise<void> {
    try {
      for (let task = nextTask(); task !== undefined; task = nextTask()) {
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
    wanted = what;
    work();
  }

  work();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => (shown ??= describe()),
    earlier() {
      if (describe().atStart) return;
      following = false;
      ask("earlier");
    },
    later: () => ask("later"),
    toStart() {
      following = false;
      ask("start");
    },
    follow() {
      following = true;
      if (describe().atEnd) emit();
      else ask("end");
    },
    stay() {
      if (!following) return;
      following = false;
      emit();
    },
    grown(log, size, ended) {
      const held = logs.get(log);
      if (held === undefined || (size <= held.size && ended === held.ended)) return;
      logs.set(log, { ...held, size: Math.max(size, held.size), ended: ended || held.ended });
      emit();
      work();
    },
    again() {
      if (problem === undefined) return;
      problem = undefined;
      if (!loaded) wanted = "end";
      work();
    },
    stop() {
      stopped = true;
      clearTimeout(pause);
    },
  };
}
