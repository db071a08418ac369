import { useState } from "react";
import { FindStrip } from "../../ui/dark-pane/find-strip.tsx";
import type { Found } from "./attach-terminal.ts";

export interface TerminalFindProps {
  /** Changes each time the search is asked for: the field takes the focus again. */
  readonly asked: number;
  readonly found: Found;
  readonly onFind: (text: string, direction: "next" | "previous", matchCase: boolean) => void;
  readonly onClose: () => void;
}

function foundText(text: string, { at, count }: Found): string {
  if (text === "") return "";
  if (count === 0) return "Nothing found";
  // With very many the library does not say which one is shown.
  return at === 0 ? `${String(count)} found` : `${String(at)} of ${String(count)}`;
}

/** Finds text in what a terminal has shown. */
export function TerminalFind({ asked, found, onFind, onClose }: TerminalFindProps) {
  const [text, setText] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  return (
    <FindStrip
      label="Find in the terminal"
      text={text}
      onText={(wanted) => {
        setText(wanted);
        onFind(wanted, "previous", matchCase);
      }}
      matchCase={matchCase}
      onMatchCase={(exact) => {
        setMatchCase(exact);
        onFind(text, "previous", exact);
      }}
      count={foundText(text, found)}
      up={{ label: "Earlier (Enter)", run: () => onFind(text, "previous", matchCase) }}
      down={{ label: "Later (Shift+Enter)", run: () => onFind(text, "next", matchCase) }}
      onEnter="up"
      onEscape={onClose}
      onClose={onClose}
      asked={asked}
    />
  );
}
