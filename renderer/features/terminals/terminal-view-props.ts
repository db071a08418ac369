import type { TerminalSize } from "../../../shared/terminal.ts";
import type { TerminalView } from "../../bridge/views.ts";
import type { AttachedTerminal } from "./attach-terminal.ts";

export interface TerminalViewProps {
  readonly view: TerminalView;
  /** It was opened by this page just now: nothing of it was shown before. */
  readonly isFresh: boolean;
  readonly title: string;
  /** Whether its tab is the one that is shown. */
  readonly isCurrent: boolean;
  /** Its first shell is being opened: what is typed is for it. */
  readonly isOpening: boolean;
  /** Another shell is wanted where this one is gone. @returns the terminal that has it; undefined when none came */
  readonly onShell: (size: TerminalSize) => Promise<string | undefined>;
  /** The keyboard leaves the terminal, to its tab. */
  readonly onLeave: () => void;
  /** To the tab before or after. */
  readonly onMove: (by: -1 | 1) => void;
  readonly onHandle: (terminal: AttachedTerminal | undefined) => void;
}
