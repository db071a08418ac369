import { useCallback, useState, type KeyboardEvent } from "react";
import { nowMs } from "../../time/clock.ts";
import { nextStop, type Stop } from "./stops.ts";

/** Where the keyboard is: on which line, and at which of its stops, if any. */
export interface TimelinePlace {
  readonly line: number;
  readonly stop: number | undefined;
}

export interface TimelineKeysParts {
  readonly lines: number;
  readonly stopsOf: (line: number) => readonly Stop[];
  /** Brings a line into view and gives it the focus. */
  readonly focusLine: (line: number) => void;
  /** Enter. */
  readonly open: (line: number) => void;
}

export interface TimelineKeys {
  readonly place: TimelinePlace;
  readonly onKeyDown: (press: KeyboardEvent) => void;
  /** The focus has come into a line. */
  readonly onFocusLine: (line: number) => void;
  /** Forgets the stop: its card goes. */
  readonly leaveStop: () => void;
  readonly goLine: (line: number) => void;
}

const lineSteps: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
};

/**
 * The keyboard on the timeline: up and down (or `j` and `k`) from line to line, left and right from instant to instant,
 * Home and End to the first and last of them, Enter opens, Escape lets go.
 */
export function useTimelineKeys({ lines, stopsOf, focusLine, open }: TimelineKeysParts): TimelineKeys {
  const [wanted, setPlace] = useState<TimelinePlace>({ line: 0, stop: undefined });
  const place = wanted.line < lines ? wanted : { line: Math.max(0, lines - 1), stop: undefined };
  const { line, stop } = place;
  const goLine = useCallback(
    (to: number) => {
      const next = Math.min(Math.max(0, to), lines - 1);
      setPlace((before) => (before.line === next ? before : { line: next, stop: undefined }));
      focusLine(next);
    },
    [lines, focusLine],
  );
  const onFocusLine = useCallback(
    (to: number) => setPlace((before) => (before.line === to ? before : { line: to, stop: undefined })),
    [],
  );
  const leaveStop = useCallback(
    () => setPlace((before) => (before.stop === undefined ? before : { ...before, stop: undefined })),
    [],
  );
  const onKeyDown = (press: KeyboardEvent): void => {
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    if (!(press.target instanceof HTMLElement) || press.target.dataset["line"] === undefined) return;
    const stops = stopsOf(line);
    const goStop = (to: number | undefined): void => setPlace({ line, stop: stops.length === 0 ? undefined : to });
    const step = lineSteps[press.key];
    if (step !== undefined) goLine(line + step);
    else if (press.key === "ArrowRight") goStop(nextStop(stops, stop, 1, nowMs()));
    else if (press.key === "ArrowLeft") goStop(nextStop(stops, stop, -1, nowMs()));
    else if (press.key === "Home") goStop(0);
    else if (press.key === "End") goStop(stops.length - 1);
    else if (press.key === "Enter") open(line);
    else if (press.key === "Escape" && stop !== undefined) leaveStop();
    else return;
    press.preventDefault();
    press.stopPropagation();
  };
  return { place, onKeyDown, onFocusLine, leaveStop, goLine };
}
