import { Tooltip } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import styles from "./dark-pane.module.css";

export interface PaneButtonProps {
  /** What it does; shown on hover and focus where `text` is not. */
  readonly label: string;
  readonly icon: Icon;
  readonly onPress: () => void;
  /** Given for what can be on or off. */
  readonly pressed?: boolean;
  /** Words on the button itself. */
  readonly text?: string;
}

/** A button on the ground of a dark pane. */
export function PaneButton({ label, icon: Mark, onPress, pressed, text }: PaneButtonProps) {
  return (
    <Tooltip label={label}>
      <button
        type="button"
        className={styles.button}
        aria-label={label}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        onClick={onPress}
      >
        <Mark size={15} aria-hidden />
        {text !== undefined && <span>{text}</span>}
      </button>
    </Tooltip>
  );
}
