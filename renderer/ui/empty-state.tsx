import type { ReactNode } from "react";
import styles from "./empty-state.module.css";
import { classes } from "./tone-class.ts";

export interface EmptyStateProps {
  /** One sentence: what would be here, and why it is worth having. */
  readonly sentence: string;
  /** The one button that changes it. */
  readonly action?: ReactNode;
  /** Real components that show what it will look like; hidden from assistive technology. */
  readonly picture?: ReactNode;
  readonly compact?: boolean;
}

/** What a list says when there is nothing in it. */
export function EmptyState({ sentence, action, picture, compact = false }: EmptyStateProps) {
  return (
    <div className={classes(styles.empty, compact && styles.compact)}>
      {picture !== undefined && (
        <div className={styles.picture} aria-hidden inert>
          {picture}
        </div>
      )}
      <p className={styles.sentence}>{sentence}</p>
      {action}
    </div>
  );
}
