import type { HeldLines } from "./held-lines.ts";
import type { ParseFrom } from "./parse-lines.ts";
import type { Layout, LogRow } from "./row-layout.ts";

export type Streams = ParseFrom["streams"];

/** What a view of rows shows now. Positions are those of its scrollbar: bytes of a log's file. */
export interface ScrollerState {
  readonly rows: readonly LogRow[];
  /** So many pixels of the first row are scrolled out. */
  readonly shift: number;
  /** Where the first and behind the last row shown, in the file. */
  readonly begins: number;
  readonly ends: number;
  readonly size: number;
  /** Nothing will be added to the log any more. */
  readonly complete: boolean;
  readonly following: boolean;
  /** The first row is the log's first; the last one is its last. */
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** So many bytes have come since the end was followed. */
  readonly newBytes: number;
  /** `looking`: lines of the chosen stream are far, and are not looked for further until someone asks. */
  readonly state: "reading" | "resting" | "looking" | "interrupted";
  readonly error: unknown;
}

/** Moves through rows of which only those near the view are held. */
export interface RowScroller {
  readonly subscribe: (listener: () => void) => () => void;
  readonly state: () => ScrollerState;
  setLayout(layout: Layout): void;
  setFollowing(following: boolean): void;
  scrollPixels(pixels: number): void;
  scrollRows(rows: number): void;
  scrollPages(pages: number): void;
  toStart(): void;
  toEnd(): void;
  /** Shows the line that holds a position at the top of the view, or about a third below it. */
  toPosition(position: number, where: "top" | "third"): void;
  /** Tries again what failed, or looks on. */
  again(): void;
}

/** Moves through a log of any length, of which it holds only what is near. */
export interface LogScroller extends RowScroller {
  /** Begins to read; also after `stop`. */
  start(): void;
  readonly held: () => HeldLines;
  setStreams(streams: Streams): void;
  /** The log has grown, or ended. */
  grown(size: number, complete: boolean): void;
  stop(): void;
}
