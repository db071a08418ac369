import { useId, type ReactNode } from "react";
import styles from "./section.module.css";
import { classes } from "./tone-class.ts";

export interface SectionProps {
  readonly title: string;
  /** A quiet remark beside the title: a count, a hint. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  /** The content brings its own margins (rows, tables). */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled panel. */
export function Section({ title, aside, actions, flush = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.heading}>
        <h2 id={id}>{title}</h2>
        <div className={styles.aside}>{aside}</div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      <div className={classes(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  );
}
