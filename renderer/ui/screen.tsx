import type { ReactNode } from "react";
import styles from "./screen.module.css";
import { classes } from "./tone-class.ts";

export interface ScreenProps {
  readonly children: ReactNode;
  /** `page`: as long as its content, the page scrolls. `fill`: as high as the window, a part of it scrolls. */
  readonly height?: "page" | "fill";
  /** Narrower, for text and forms. */
  readonly narrow?: boolean;
}

/** The body of a screen, with the page's margins. */
export function Screen({ children, height = "page", narrow = false }: ScreenProps) {
  return (
    <div className={classes(styles.screen, height === "fill" && styles.filling, narrow && styles.narrow)}>
      {children}
    </div>
  );
}

/** A list at the left from 1200 px on, and what was chosen of it; in narrower windows only the latter. */
export function Split({
  list,
  label,
  children,
}: {
  readonly list: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.split}>
      <nav className={styles.aside} aria-label={label}>
        {list}
      </nav>
      <div className={styles.detail}>{children}</div>
    </div>
  );
}
