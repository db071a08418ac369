import {
  IconAlertTriangle,
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconClock,
  IconCopy,
  IconSearch,
  IconTextWrap,
  IconVolume,
} from "@tabler/icons-react";
import styles from "./log-pane.module.css";
import { PaneButton } from "./pane-button.tsx";
import type { ReactNode } from "react";
import type { LogChoices } from "./log-choices.ts";

const streamWords: Readonly<Record<LogChoices["streams"], string>> = {
  both: "Both",
  stdout: "stdout",
  stderr: "stderr",
};

export interface LogToolbarProps {
  readonly choices: LogChoices;
  readonly onChoose: (change: Partial<LogChoices>) => void;
  readonly following: boolean;
  readonly onFollow: (following: boolean) => void;
  /** Nothing more will come: there is an end to go to, not to follow. */
  readonly ended: boolean;
  readonly onFind: () => void;
  readonly onError: () => void;
  readonly onCopy: () => void;
  readonly onStart: () => void;
  /** Going to a line and downloading: what opens something of its own. */
  readonly goTo: ReactNode;
  readonly download: ReactNode;
  /** What the latest press did, in words. */
  readonly outcome: string;
}

/** What can be done with a log. */
export function LogToolbar(props: LogToolbarProps) {
  const { choices, onChoose, following, onFollow, ended, outcome } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Log">
      <PaneButton label="Go to the start" icon={IconArrowBarToUp} onPress={props.onStart} />
      {ended ? (
        <PaneButton label="Go to the end" icon={IconArrowBarToDown} text="End" onPress={() => onFollow(true)} />
      ) : (
        <PaneButton
          label="Follow the end"
          icon={IconArrowBarToDown}
          text="Follow"
          pressed={following}
          onPress={() => onFollow(!following)}
        />
      )}
      <div className={styles.group} role="group" aria-label="Streams">
        {(["both", "stdout", "stderr"] as const).map((streams) => (
          <button
            key={streams}
            type="button"
            className={styles.button}
            aria-pressed={choices.streams === streams}
            onClick={() => onChoose({ streams })}
          >
            {streamWords[streams]}
          </button>
        ))}
      </div>
      <PaneButton
        label="Wrap long lines (w)"
        icon={IconTextWrap}
        pressed={choices.wrap}
        onPress={() => onChoose({ wrap: !choices.wrap })}
      />
      <PaneButton
        label="Show when each line arrived"
        icon={IconClock}
        pressed={choices.timestamps}
        onPress={() => onChoose({ timestamps: !choices.timestamps })}
      />
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
      <PaneButton label="Find (/ or Ctrl+F)" icon={IconSearch} onPress={props.onFind} />
      <PaneButton label="Copy the selection, or what is on screen" icon={IconCopy} onPress={props.onCopy} />
      {props.download}
    </div>
  );
}
