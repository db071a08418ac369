import { IconChevronDown, IconChevronUp, IconLetterCase, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { PaneButton } from "../../ui/log-pane/pane-button.tsx";
import type { Found } from "./attach-terminal.ts";
import styles from "./terminals.module.css";

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
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  useEffect(() => field.current?.select(), [asked]);
  const find = (wanted: string, direction: "next" | "previous", exact = matchCase): void => {
    onFind(wanted, direction, exact);
  };
  return (
    <search className={styles.find}>
      <input
        ref={field}
        type="text"
        className={styles.findField}
        aria-label="Find in the terminal"
        placeholder="Find"
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.currentTarget.value);
          find(event.currentTarget.value, "previous");
        }}
        onKeyDown={(press) => {
          if (press.key === "Enter") find(text, press.shiftKey ? "next" : "previous");
          else if (press.key === "Escape") onClose();
          else return;
          press.preventDefault();
        }}
      />
      <PaneButton
        label="Match case"
        icon={IconLetterCase}
        pressed={matchCase}
        onPress={() => {
          setMatchCase(!matchCase);
          find(text, "previous", !matchCase);
        }}
      />
      <span className={styles.findCount} role="status">
        {foundText(text, found)}
      </span>
      <PaneButton label="Earlier (Enter)" icon={IconChevronUp} onPress={() => find(text, "previous")} />
      <PaneButton label="Later (Shift+Enter)" icon={IconChevronDown} onPress={() => find(text, "next")} />
      <PaneButton label="Close the search (Escape)" icon={IconX} onPress={onClose} />
    </search>
  );
}
