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
  | { readonly kind: "closed"; readonly exitCode: number | undefined; readonly message: string };

export interface TerminalView {
  readonly id: string;
  readonly serverId: number;
  readonly serverName: string;
  readonly openedAt: number;
  readonly isOpen: boolean;
}
