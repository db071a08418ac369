import { z } from "zod";

/** Columns and rows of a terminal. */
export const terminalSize = z.strictObject({ columns: z.int().min(2).max(1_000), rows: z.int().min(1).max(1_000) });
export type TerminalSize = z.output<typeof terminalSize>;

/** What a client reads of a terminal, in order. */
export type TerminalFrame =
  /** Base64 of what the server sent. `end`: how many bytes of this terminal there have been with these. */
  | { readonly kind: "output"; readonly data: string; readonly end: number }
  /** Output that is too old to be kept was passed over. */
  | { readonly kind: "gap"; readonly bytes: number }
  /** The shell is gone. The terminal may get another; what comes then follows this. */
  | { readonly kind: "closed"; readonly exitCode: number | undefined; readonly message: string };

export interface TerminalView {
  readonly id: string;
  readonly serverId: number;
  readonly serverName: string;
  /** When its shell was opened, epoch milliseconds. */
  readonly openedAt: number;
  readonly isOpen: boolean;
  /** How many bytes of it there have been: what lies before is shown again, and its questions were answered. */
  readonly end: number;
}

/** What may be typed or pasted into a terminal at once, bytes; more is sent in pieces. */
export const longestTypingBytes = 64 * 1024;
