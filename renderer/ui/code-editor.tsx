import { lazy, Suspense } from "react";
import type { ScriptType } from "../../shared/words.ts";
import styles from "./code-editor.module.css";
import { classes } from "./tone-class.ts";

/** The editor's library comes with the first screen that shows code. */
const CodeEditorView = lazy(async () => ({ default: (await import("./code-editor-view.tsx")).CodeEditorView }));

export interface CodeEditorProps {
  readonly value: string;
  readonly language: ScriptType;
  /** What is edited, for assistive technology. */
  readonly label: string;
  /** Absent: the code can be read, selected and searched, not changed. */
  readonly onChange?: (value: string) => void;
  /** The id of the element that takes the focus. */
  readonly id?: string;
  readonly invalid?: boolean;
  /** The id of a text that says what is wrong or how it works. */
  readonly describedBy?: string;
  /** `fixed`: 320 px; `fill`: as high as its place; `content`: as high as its text, to a limit. */
  readonly height?: "fixed" | "fill" | "content";
}

/** Code, highlighted, to be read or edited. */
export function CodeEditor(props: CodeEditorProps) {
  const { height = "fixed", invalid = false } = props;
  return (
    <div className={classes(styles.frame, styles[height], invalid && styles.invalid)}>
      <Suspense fallback={<div className={styles.waiting} role="status" aria-label="Loading the editor" />}>
        <CodeEditorView {...props} />
      </Suspense>
    </div>
  );
}
