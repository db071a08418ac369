import { IconChevronDown, IconChevronUp, IconLetterCase, IconRegex, IconX } from "@tabler/icons-react";
import { useEffect, useId, useRef } from "react";
import styles from "./find-strip.module.css";
import { PaneButton } from "./pane-button.tsx";

/** A way to go from match to match. */
export interface FindStep {
  /** What it does, with the keys that do it, too. */
  readonly label: string;
  readonly run: () => void;
}

export interface FindStripProps {
  /** What the field finds: "Find in the log". */
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly matchCase: boolean;
  readonly onMatchCase: (matchCase: boolean) => void;
  /** Absent where nothing but plain text is found. */
  readonly regex?: { readonly on: boolean; readonly choose: (on: boolean) => void };
  /** What is wrong with what is looked for. */
  readonly fault?: string | undefined;
  /** How the search stands: "2 of 17". */
  readonly count: string;
  readonly up: FindStep;
  readonly down: FindStep;
  /** Which of them Enter does; Shift+Enter does the other. */
  readonly onEnter: "up" | "down";
  readonly onEscape: () => void;
  readonly onClose: () => void;
  /** Changes each time the search is asked for: the field takes the focus again. */
  readonly asked: number;
}

/** The strip of a dark pane in which text is looked for. */
export function FindStrip(props: FindStripProps) {
  const { label, text, matchCase, regex, fault, count, up, down, onEnter, asked } = props;
  const field = useRef<HTMLInputElement>(null);
  const faultId = useId();
  useEffect(() => field.current?.select(), [asked]);
  return (
    <search className={styles.find}>
      {fault !== undefined && (
        <span id={faultId} className={styles.fault} role="alert">
          {fault}
        </span>
      )}
      <input
        ref={field}
        type="text"
        className={styles.field}
        aria-label={label}
        aria-invalid={fault !== undefined}
        {...(fault === undefined ? {} : { "aria-describedby": faultId })}
        placeholder={regex?.on === true ? "Find, as a regular expression" : "Find"}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={(press) => {
          if (press.key === "Enter") ((onEnter === "up") === press.shiftKey ? down : up).run();
          else if (press.key === "Escape") props.onEscape();
          else return;
          press.preventDefault();
        }}
      />
      <PaneButton
        label="Match case"
        icon={IconLetterCase}
        pressed={matchCase}
        onPress={() => props.onMatchCase(!matchCase)}
      />
      {regex !== undefined && (
        <PaneButton
          label="Regular expression"
          icon={IconRegex}
          pressed={regex.on}
          onPress={() => regex.choose(!regex.on)}
        />
      )}
      <span className={styles.count} role="status">
        {count}
      </span>
      <PaneButton label={up.label} icon={IconChevronUp} onPress={up.run} />
      <PaneButton label={down.label} icon={IconChevronDown} onPress={down.run} />
      <PaneButton label="Close the search (Escape)" icon={IconX} onPress={props.onClose} />
    </search>
  );
}
