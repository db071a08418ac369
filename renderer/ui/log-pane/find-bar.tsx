import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { FoundState } from "./log-terminal.ts";
import styles from "./log-pane.module.css";
import { PaneButton } from "./pane-button.tsx";

/** The search marks no more places than this; beyond it the count is not known. */
const mostMarked = 1_000;

export interface FindBarProps {
  readonly text: string;
  readonly found: FoundState;
  /** Changes each time the search is asked for: the field takes the focus again. */
  readonly asked: number;
  readonly onText: (text: string) => void;
  readonly onStep: (direction: "next" | "previous") => void;
  readonly onClose: () => void;
}

function foundWords(text: string, { index, count }: FoundState): string {
  if (text === "") return "";
  if (count === 0) return "Not found";
  const all = count >= mostMarked ? `${String(mostMarked)}+` : String(count);
  return index < 0 ? `${all} found` : `${String(index + 1)} of ${all}`;
}

/** Finds text within what the pane holds. */
export function FindBar({ text, found, asked, onText, onStep, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [asked]);
  return (
    <search className={styles.find}>
      <input
        ref={field}
        type="text"
        className={styles.findField}
        aria-label="Find in the log"
        placeholder="Find"
        value={text}
        spellCheck={false}
        onChange={(change) => onText(change.currentTarget.value)}
        onKeyDown={(press) => {
          if (press.key === "Enter") onStep(press.shiftKey ? "previous" : "next");
          else if (press.key === "Escape") onClose();
          else return;
          press.preventDefault();
        }}
      />
      <span className={styles.findCount} role="status">
        {foundWords(text, found)}
      </span>
      <PaneButton label="Previous (Shift+Enter)" icon={IconChevronUp} onPress={() => onStep("previous")} />
      <PaneButton label="Next (Enter)" icon={IconChevronDown} onPress={() => onStep("next")} />
      <PaneButton label="Close the search (Escape)" icon={IconX} onPress={onClose} />
    </search>
  );
}
