import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState, type ReactNode } from "react";
import { classes } from "../../ui/tone-class.ts";
import styles from "./event-editor.module.css";

export interface EditorDisclosureProps {
  readonly title: string;
  /** What the folded part says at present, on one line. */
  readonly summary: string;
  /** Something in it needs to be seen: it cannot be folded away. */
  readonly forced: boolean;
  readonly children: ReactNode;
}

/** A part of the form that most leave as it is: its summary in view, its fields on demand. */
export function EditorDisclosure({ title, summary, forced, children }: EditorDisclosureProps) {
  const id = useId();
  const [opened, setOpened] = useState(false);
  const open = opened || forced;
  return (
    <div className={styles.advanced}>
      <button
        type="button"
        className={styles.disclosure}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpened(!open)}
      >
        <IconChevronRight size={14} aria-hidden className={classes(styles.chevron, open && styles.turned)} />
        <span className={styles.disclosed}>{title}</span>
        {!open && <span className={styles.hint}>{summary}</span>}
      </button>
      <div id={id} hidden={!open} className={styles.policies}>
        {open && children}
      </div>
    </div>
  );
}
