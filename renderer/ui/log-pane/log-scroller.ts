import { dropFirst, dropLast, heldAsRead, hold, holdBefore, nothingHeld, type HeldLines } from "./held-lines.ts";
import { readAround, readBefore, readEnd, readOn, type LogSource } from "./read-lines.ts";
import {
  endPlace,
  indexAt,
  isAbove,
  movePixels,
  moveRows,
  rowsFrom,
  wholeRows,
  type Layout,
  type RowPlace,
} from "./row-layout.ts";
import type { LogScroller, ScrollerState, Streams } from "./scroller-state.ts";

interface Anchor {
  readonly start: number;
  readonly row: number;
  readonly shift: number;
}

type Target = { readonly to: "end" } | { readonly to: number; readonly where: "top" | "third" };

/** So many rows beyond the view are there before they are needed. */
const spareRows = 120;
/** Nobody reads faster than this, milliseconds: what comes meanwhile is taken together. */
const catchUpEveryMs = 80;
/** Further behind than this, what is between is left out for whoever follows the end. */
const farBehindBytes = 196_608;
const farBehindOfOneStreamBytes = 8_000_000;
/** So much is looked through for lines of one stream before asking, bytes. */
const lookedThroughBytes = 33_554_432;
const widestLookBytes = 1_048_576;

/** Follows the end of a log until it is told otherwise. */
export function createLogScroller(source: LogSource): LogScroller {
  const listeners = new Set<() => void>();
  let held: HeldLines = nothingHeld;
  let layout: Layout = { columns: undefined, rowHeight: 18, height: 0 };
  let streams: Streams = "both";
  let anchor: Anchor = { start: 0, row: 0, shift: 0 };
  let target: Target | undefined = { to: "end" };
  let following = true;
  let size = 0;
  let complete = false;
  let loaded = false;
  let followedSize = 0;
  /** Behind this there is no whole frame yet. */
  let readableTo = Infinity;
  let looked = 0;
  let problem: { readonly error: unknown } | undefined;
  let working = false;
  let stopped = true;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let shown: ScrollerState | undefined;

  const filtered = (): boolean => streams !== "both";
  const reachesEnd = (): boolean => held.next >= Math.min(size, readableTo);
  const lowest = (): RowPlace => endPlace(held.lines, layout);

  function place(): RowPlace {
    if (following) return lowest();
    const index = indexAt(held.lines, anchor.start);
    const found = moveRows(held.lines, { index, row: 0, shift: 0 }, anchor.row, layout);
    const same = found.index === index && held.lines[index]?.start === anchor.start;
    const there = same ? { ...found, shift: anchor.shift } : { index, row: 0, shift: 0 };
    const last = lowest();
    return isAbove(last, there) ? last : there;
  }

  function setPlace({ index, row, shift }: RowPlace): void {
    anchor = { start: held.lines[index]?.start ?? 0, row, shift };
  }

  function emit(): void {
    shown = undefined;
    if (!stopped) for (const listener of listeners) listener();
  }

  function describe(): ScrollerState {
    const at = place();
    const rows = rowsFrom(held.lines, at, layout);
    const [first, last] = [rows[0], rows.at(-1)];
    const bottom = isAbove(at, lowest()) ? undefined : rows.at(-1);
    const share = first === undefined ? 0 : first.from / Math.max(1, first.line.text.length);
    return {
      rows,
      shift: at.shift,
      begins:
        first === undefined ? held.from : Math.floor(first.line.start + share * (first.line.end - first.line.start)),
      ends: bottom !== undefined && reachesEnd() ? size : (last?.line.end ?? held.next),
      size,
      complete,
      following,
      atStart: at.index === 0 && at.row === 0 && at.shift === 0 && held.from === 0,
      atEnd: reachesEnd() && !isAbove(at, lowest()),
      newBytes: following ? 0 : Math.max(0, size - followedSize),
      state:
        problem !== undefined ? "interrupted" : !loaded || working ? "reading" : isLooking() ? "looking" : "resting",
      error: problem?.error,
    };
  }

  function needsAbove(): boolean {
    if (held.from === 0) return false;
    const above = moveRows(held.lines, place(), -spareRows, layout);
    return above.index === 0 && above.row === 0;
  }

  function needsBelow(): boolean {
    if (reachesEnd()) return false;
    const last = held.lines.length - 1;
    return moveRows(held.lines, place(), wholeRows(layout) + spareRows, layout).index >= last;
  }

  const isLooking = (): boolean => filtered() && looked >= lookedThroughBytes && (needsAbove() || needsBelow());

  function learn(read: { readonly size: number; readonly ended: boolean }): void {
    size = Math.max(size, read.size);
    complete ||= read.ended;
    if (following) followedSize = size;
  }

  async function jump(wanted: Target): Promise<void> {
    const read = await (wanted.to === "end"
      ? readEnd(source, streams, 0)
      : readAround(source, loaded ? Math.min(wanted.to, Math.max(0, size - 1)) : wanted.to, streams));
    // While this was read, someone may have wanted to be elsewhere.
    if (stopped || target !== wanted) return;
    target = undefined;
    loaded = true;
    held = hold(read);
    learn(read);
    if (wanted.to !== "end") settleAt(wanted.to, wanted.where);
    else if (following) followedSize = size;
    else setPlace(lowest());
  }

  function settleAt(position: number, where: "top" | "third"): void {
    const index = indexAt(held.lines, position);
    const rows = where === "top" ? 0 : -Math.floor(wholeRows(layout) / 3);
    setPlace(moveRows(held.lines, { index, row: 0, shift: 0 }, rows, layout));
  }

  async function catchUp(): Promise<void> {
    const behind = size - held.next;
    const before = held;
    const near = behind <= (filtered() ? farBehindOfOneStreamBytes : farBehindBytes);
    const read = await (near
      ? readOn(source, { ...heldAsRead(before), size, ended: complete }, Math.min(1_048_576, Math.max(65_536, behind)))
      : readEnd(source, streams, before.next));
    if (stopped || held !== before || target !== undefined) return;
    held = dropFirst(hold(read));
    if (read.next === before.next) readableTo = read.next;
    learn(read);
    pause = setTimeout(() => {
      pause = undefined;
      work();
    }, catchUpEveryMs);
  }

  async function readBelow(): Promise<void> {
    const before = held;
    const read = await readOn(source, { ...heldAsRead(before), size, ended: complete }, lookBytes());
    if (stopped || target !== undefined) return;
    looked += read.next - before.next;
    if (read.next === before.next) readableTo = read.next;
    held = dropFirst(hold(read));
    learn(read);
  }

  async function readAbove(): Promise<void> {
    const before = held;
    const read = await readBefore(source, before.from, streams, lookBytes());
    if (stopped || target !== undefined) return;
    looked += before.from - read.from;
    held = holdBefore(before, read);
    if (!following) held = dropLast(held, streams);
  }

  const lookBytes = (): number => (filtered() ? Math.min(widestLookBytes, Math.max(131_072, looked)) : 131_072);

  function nextTask(): (() => Promise<void>) | undefined {
    const wanted = target;
    if (wanted !== undefined) return () => jump(wanted);
    if (following && !reachesEnd()) return pause === undefined ? catchUp : undefined;
    if (layout.height === 0 || isLooking()) return undefined;
    if (needsBelow()) return readBelow;
    return needsAbove() ? readAbove : undefined;
  }

  async function workOn(): Promise<void> {
    try {
      for (let task = nextTask(); task !== undefined && !stopped; task = nextTask()) {
        await task();
        problem = undefined;
        emit();
      }
    } catch (error) {
      problem = { error };
    } finally {
      working = false;
      emit();
    }
  }

  function work(): void {
    if (working || stopped || nextTask() === undefined) return;
    working = true;
    shown = undefined;
    void workOn();
  }

  /** Somebody moves: what was looked for in vain is forgotten. */
  function moved(change: () => void): void {
    looked = 0;
    change();
    emit();
    work();
  }

  function moveTo(next: RowPlace): void {
    const down = !isAbove(next, place());
    setPlace(next);
    following = down && reachesEnd() && !isAbove(next, lowest());
    if (following) followedSize = size;
  }

  function goTo(wanted: Target): void {
    following = wanted.to === "end";
    if (wanted.to === "end" && loaded && reachesEnd()) return;
    const first = held.lines[0];
    const near = wanted.to !== "end" && first !== undefined && wanted.to >= first.start && wanted.to < held.next;
    if (near) {
      target = undefined;
      settleAt(wanted.to, wanted.where);
    } else target = wanted;
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
    held: () => held,
    setLayout: (next) => moved(() => (layout = next)),
    setStreams(next) {
      if (next === streams) return;
      moved(() => {
        streams = next;
        target = following ? { to: "end" } : { to: anchor.start, where: "top" };
      });
    },
    setFollowing: (wanted) =>
      moved(() => {
        if (wanted) goTo({ to: "end" });
        else {
          setPlace(lowest());
          following = false;
        }
      }),
    scrollPixels: (pixels) => moved(() => moveTo(movePixels(held.lines, place(), pixels, layout, lowest()))),
    scrollRows: (rows) =>
      moved(() => moveTo(movePixels(held.lines, place(), rows * layout.rowHeight, layout, lowest()))),
    scrollPages: (pages) =>
      moved(() => {
        const pixels = pages * Math.max(1, wholeRows(layout) - 1) * layout.rowHeight;
        moveTo(movePixels(held.lines, place(), pixels, layout, lowest()));
      }),
    toStart: () => moved(() => goTo({ to: 0, where: "top" })),
    toEnd: () => moved(() => goTo({ to: "end" })),
    toPosition: (position, where) => moved(() => goTo({ to: position, where })),
    grown(nextSize, ended) {
      if (nextSize <= size && ended === complete) return;
      size = Math.max(size, nextSize);
      readableTo = Infinity;
      complete ||= ended;
      if (following) followedSize = size;
      if (!following || complete) emit();
      work();
    },
    again: () =>
      moved(() => {
        problem = undefined;
      }),
    stop() {
      stopped = true;
      clearTimeout(pause);
    },
  };
}
