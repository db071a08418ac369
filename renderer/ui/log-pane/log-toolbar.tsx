import { IconAlertTriangle, IconVolume } from "@tabler/icons-react";
import type { ReactNode } from "react";
import pane from "../dark-pane/dark-pane.module.css";
import { PaneButton } from "../dark-pane/pane-button.tsx";
import { EndsButtons, LineButtons, TextButtons, type EndsButtonsProps, type TextButtonsProps } from "./log-buttons.tsx";
import type { LogChoices } from "./log-choices.ts";
import styles from "./log-pane.module.css";

const streamWords: Readonly<Record<LogChoices["streams"], string>> = {
  both: "Both",
  stdout: "stdout",
  stderr: "stderr",
};

export interface LogToolbarProps extends EndsButtonsProps, TextButtonsProps {
  readonly choices: LogChoices;
  readonly onChoose: (change: Partial<LogChoices>) => void;
  readonly onError: () => void;
  /** Going to a line and downloading: what opens something of its own. */
  readonly goTo: ReactNode;
  readonly download: ReactNode;
  /** What the latest press did, in words. */
  readonly outcome: string;
}

/** What can be done with a log. */
export function LogToolbar(props: LogToolbarProps) {
  const { choices, onChoose, following, onFollow, ended, onStart, onFind, onCopy, outcome } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Log">
      <EndsButtons following={following} onFollow={onFollow} ended={ended} onStart={onStart} />
      <div className={styles.group} role="group" aria-label="Streams">
        {(["both", "stdout", "stderr"] as const).map((streams) => (
          <button
            key={streams}
            type="button"
            className={pane.button}
            aria-pressed={choices.streams === streams}
            onClick={() => onChoose({ streams })}
          >
            {streamWords[streams]}
          </button>
        ))}
      </div>
      <LineButtons choices={choices} onChoose={onChoose} />
      <PaneButton
        label="Read new lines aloud with a screen reader"
        icon={IconVolume}
        pressed={choices.announced}
        onPress={() => onChoose({ announced: !choices.announced })}
      />
      <span className={styles.outcome} role="status">
        {outcome}
      </span>
      <PaneButton label="Go to the first error" icon={IconAlertTriangle} text="First error" onPress={props.onError} />
      {props.goTo}
      <TextButtons onFind={onFind} onCopy={onCopy} />
      {props.download}
    </div>
  );
}
