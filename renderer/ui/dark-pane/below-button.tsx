import { IconArrowDown } from "@tabler/icons-react";
import styles from "./dark-pane.module.css";

export interface BelowButtonProps {
  /** What is there: "12 kB new below". */
  readonly text: string;
  readonly onPress: () => void;
}

/** Floats over the end of what a dark pane shows, and leads to what lies below. */
export function BelowButton({ text, onPress }: BelowButtonProps) {
  return (
    <button type="button" className={styles.below} onClick={onPress}>
      <IconArrowDown size={14} aria-hidden />
      {text}
    </button>
  );
}
