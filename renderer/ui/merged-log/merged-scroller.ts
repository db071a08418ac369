import type { LogLine } from "../log-pane/log-line.ts";
import {
  endPlace,
  isAbove,
  movePixels,
  moveRows,
  rowsFrom,
  wholeRows,
  type Layout,
  type RowPlace,
} from "../log-pane/row-layout.ts";
import type { RowScroller, ScrollerState } from "../log-pane/scroller-state.ts";
import { instantIn, type InstantPlace } from "./held-log.ts";
import { placesOnScale, scaleOf } from "./merged-scale.ts";
import type { MergedLog, MergedState } from "./merged-log.ts";

/** So many rows beyond the view are there before they are needed. */
const spareRows = 120;

/** Where the view begins: a line, and how far it is scrolled out. Without a line: the very first one. */
interface Anchor {
  readonly line: LogLine | undefined;
  readonly row: number;
  readonly shift: number;
}

const beginning: Anchor = { line: undefined, row: 0, shift: 0 };

/** Moves through several logs that are shown as one. */
export interface MergedScroller extends RowScroller {
  /** Which of the logs a line is of. */
  readonly logOf: (line: LogLine) => string;
  /** Where an instant, epoch milliseconds, is in a log, as far as what is held of it tells. */
  readonly instantIn: (log: string, atMs: number) => InstantPlace | undefined;
  /** Of all the logs' files together. */
  readonly bytes: () => number;
  /** Shows what holds a byte of a log about a third below the top. */
  toPlace(log: string, position: number): void;
  /** Where the view begins; undefined while it follows the end, or shows nothing. */
  readonly place: () => ShownPlace | undefined;
  /** Begins the view where another view of some of these logs began. */
  returnTo(place: ShownPlace): void;
}

/** A line's first byte in its log, and when it arrived, epoch milliseconds. */
interface ShownPlace {
  readonly log: string;
  readonly at: number;
  readonly atMs: number;
}

/** Makes rows of a merged log: where the view is, and what must be read for it. The log is not stopped with it. */
export function createMergedScroller(merged: MergedLog): MergedScroller {
  const listeners = new Set<() => void>();
  const origins = new WeakMap<LogLine, string>();
  let layout: Layout = { columns: undefined, rowHeight: 18, height: 0 };
  let anchor = beginning;
  let known: MergedState | undefined;
  let lines: readonly LogLine[] = [];
  let followedSize = 0;
  let asked = "";
  let shown: ScrollerState | undefined;

  const sizeOf = ({ logs }: MergedState): number => [...logs.values()].reduce((sum, { size }) => sum + size, 0);
  const lowest = (): RowPlace => endPlace(lines, layout);
  const logOf = (line: LogLine): string => origins.get(line) ?? "";

  function take(): MergedState {
    const state = merged.state();
    if (state.lines !== known?.lines) {
      lines = state.lines.map(({ line, log }) => {
        origins.set(line, log);
        return line;
      });
    }
    if (state.following) followedSize = sizeOf(state);
    known = state;
    return state;
  }

  /** Where the anchor's line is now; where it is not held, the first one that arrived then or later. */
  function indexOfAnchor(line: LogLine): number {
    const log = logOf(line);
    const same = lines.findIndex((each) => each.start === line.start && logOf(each) === log);
    if (same >= 0) return same;
    const later = lines.findIndex(({ atMs }) => atMs >= line.atMs);
    return later >= 0 ? later : Math.max(0, lines.length - 1);
  }

  function place(): RowPlace {
    if (merged.state().following) return lowest();
    const { line, row, shift } = anchor;
    const index = line === undefined ? 0 : indexOfAnchor(line);
    const found = { ...moveRows(lines, { index, row: 0, shift: 0 }, row, layout), shift };
    const last = lowest();
    return isAbove(last, found) ? last : found;
  }

  function setPlace({ index, row, shift }: RowPlace): void {
    anchor = { line: lines[index], row, shift };
  }

  function describe(): ScrollerState {
    const state = take();
    const at = place();
    const rows = rowsFrom(lines, at, layout);
    const isLowest = !isAbove(at, lowest());
    const isWhole = isLowest && state.atEnd;
    const scale = scaleOf(state.logs);
    return {
      rows,
      shift: at.shift,
      ...placesOnScale(scale, lines, logOf, rows, isWhole),
      complete: state.complete,
      following: state.following,
      atStart: state.atStart && at.index === 0 && at.row === 0 && at.shift === 0,
      atEnd: isWhole,
      newBytes: state.following ? 0 : Math.max(0, sizeOf(state) - followedSize),
      state: state.error !== undefined ? "interrupted" : state.loaded ? "resting" : "reading",
      error: state.error,
    };
  }

  /** Reads on where the view comes near to what is not held. What did not help before does not help again. */
  function fetchNear(): void {
    const state = take();
    if (!state.loaded || layout.height === 0 || state.error !== undefined) return;
    const at = place();
    const above = moveRows(lines, at, -spareRows, layout);
    const below = moveRows(lines, at, wholeRows(layout) + spareRows, layout).index;
    const needsBelow = !state.following && !state.atEnd && below >= lines.length - 1;
    const needsAbove = !state.atStart && above.index === 0 && above.row === 0;
    if (!needsAbove && !needsBelow) return;
    const ranges = [...state.logs.values()].map(({ held, size }) => [held.from, held.next, size].join("-"));
    const wish = `${needsBelow ? "later" : "earlier"} ${ranges.join(" ")}`;
    if (wish === asked) return;
    asked = wish;
    if (needsBelow) merged.later();
    else merged.earlier();
  }

  function emit(): void {
    shown = undefined;
    fetchNear();
    for (const listener of listeners) listener();
  }

  function moveTo(next: RowPlace): void {
    const isDown = !isAbove(next, place());
    setPlace(next);
    if (isDown && merged.state().atEnd && !isAbove(next, lowest())) merged.follow();
    else merged.stay();
    emit();
  }

  const movedBy = (pixels: number): RowPlace => movePixels(lines, place(), pixels, layout, lowest());

  function goTo(log: string, position: number, rowsAbove: () => number, atMs?: number): void {
    void merged.toPlace(log, position, atMs).then((line) => {
      if (line === undefined) return;
      take();
      setPlace(moveRows(lines, { index: indexOfAnchor(line), row: 0, shift: 0 }, -rowsAbove(), layout));
      emit();
    });
  }

  const third = (): number => Math.floor(wholeRows(layout) / 3);
  merged.subscribe(emit);
  return {
    logOf,
    instantIn(log, atMs) {
      const held = merged.state().logs.get(log);
      return held && instantIn(held, atMs);
    },
    bytes: () => sizeOf(merged.state()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => (shown ??= describe()),
    setLayout(next) {
      layout = next;
      emit();
    },
    setFollowing(wanted) {
      if (!wanted) setPlace(lowest());
      if (wanted) merged.follow();
      else merged.stay();
    },
    scrollPixels: (pixels) => moveTo(movedBy(pixels)),
    scrollRows: (rows) => moveTo(movedBy(rows * layout.rowHeight)),
    scrollPages: (pages) => moveTo(movedBy(pages * Math.max(1, wholeRows(layout) - 1) * layout.rowHeight)),
    toStart() {
      anchor = beginning;
      merged.toStart();
    },
    toEnd: () => merged.follow(),
    toPosition(position, where) {
      const { log } = scaleOf(take().logs);
      if (log !== undefined) goTo(log, position, where === "third" ? third : () => 0);
    },
    toPlace: (log, position) => goTo(log, position, third),
    place() {
      const line = merged.state().following ? undefined : lines[place().index];
      return line && { log: logOf(line), at: line.start, atMs: line.atMs };
    },
    returnTo: ({ log, at, atMs }) => goTo(log, at, () => 0, atMs),
    again: () => merged.again(),
  };
}
