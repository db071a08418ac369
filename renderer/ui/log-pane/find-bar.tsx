import { IconChevronDown, IconChevronUp, IconLetterCase, IconRegex, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { foundWords } from "./find-words.ts";
import styles from "./log-pane.module.css";
import { PaneButton } from "./pane-button.tsx";
import type { LogSearch } from "./use-log-search.ts";

export interface FindBarProps {
  readonly search: LogSearch;
  /** Changes each time the search is asked for: the field takes the focus again. */
  readonly asked: number;
  readonly onClose: () => void;
}

/** Finds text in the whole log. */
export function FindBar({ search, asked, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null);
  const { pattern, change, fault, step, progress, cancel } = search;
  const counting = progress !== undefined && !progress.ended;
  useEffect(() => field.current?.select(), [asked]);
  return (
    <search className={styles.find}>
      {fault !== undefined && (
        <span id="log-find-fault" className={styles.fault} role="alert">
          {fault}
        </span>
      )}
      <input
        ref={field}
        type="text"
        className={styles.findField}
        aria-label="Find in the log"
        aria-invalid={fault !== undefined}
        {...(fault === undefined ? {} : { "aria-describedby": "log-find-fault" })}
        placeholder={pattern.regex ? "Find, as a regular expression" : "Find"}
        value={pattern.text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => change({ text: event.currentTarget.value })}
        onKeyDown={(press) => {
          if (press.key === "Enter") step(press.shiftKey ? "previous" : "next");
          // Escape first ends what takes long, then the search.
          else if (press.key === "Escape" && counting) cancel();
          else if (press.key === "Escape") onClose();
          else return;
          press.preventDefault();
        }}
      />
      <PaneButton
        label="Match case"
        icon={IconLetterCase}
        pressed={pattern.matchCase}
        onPress={() => change({ matchCase: !pattern.matchCase })}
      />
      <PaneButton
        label="Regular expression"
        icon={IconRegex}
        pressed={pattern.regex}
        onPress={() => change({ regex: !pattern.regex })}
      />
      <span className={styles.findCount} role="status">
        {fault === undefined && foundWords(search)}
      </span>
      <PaneButton label="Previous (Shift+Enter, N)" icon={IconChevronUp} onPress={() => step("previous")} />
      <PaneButton label="Next (Enter, n)" icon={IconChevronDown} onPress={() => step("next")} />
      <PaneButton label="Close the search (Escape)" icon={IconX} onPress={onClose} />
    </search>
  );
}
