import type { ReactNode } from "react";
import styles from "./toolbar.module.css";

export interface ToolbarProps {
  /** Filters, from the left. */
  readonly children: ReactNode;
  /** What stands apart at the right. */
  readonly end?: ReactNode;
}

/** The row of filters over a list. */
export function Toolbar({ children, end }: ToolbarProps) {
  return (
    <div className={styles.toolbar}>
      {children}
      <span className={styles.space} />
      {end}
    </div>
  );
}
