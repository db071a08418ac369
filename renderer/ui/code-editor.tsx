import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./code-editor-props.ts";
import styles from "./code-editor.module.css";
import { loadPart } from "./load-part.ts";
import { classes } from "./tone-class.ts";

/** The editor's library comes with the first screen that shows code. */
const CodeEditorView = lazy(async () => {
  const { CodeEditorView: view } = await loadPart(() => import("./code-editor-view.tsx"));
  return { default: view };
});

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
