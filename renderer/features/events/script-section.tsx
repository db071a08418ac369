import { SegmentedControl } from "@mantine/core";
import { useMemo } from "react";
import { scriptTypes } from "../../../shared/words.ts";
import { CodeEditor } from "../../ui/code-editor.tsx";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { classes } from "../../ui/tone-class.ts";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { languageOf, typeWords } from "./script-types.tsx";

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

export function ScriptSection({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const { id, error } = field("script");
  const lines = useMemo(() => countLines(draft.script), [draft.script]);
  const hintId = `${id}-hint`;
  return (
    <Section
      title="Script"
      aside={draft.script === "" ? undefined : counted(lines, "line")}
      actions={
        <SegmentedControl
          id={field("type").id}
          aria-label="Language"
          data={scriptTypes.map((value) => ({ value, label: typeWords[value] }))}
          value={draft.type}
          onChange={(type) => change({ type }, "type")}
        />
      }
    >
      <div className={styles.script}>
        <CodeEditor
          id={id}
          label="Script"
          language={languageOf(draft.type) ?? "BASH"}
          value={draft.script}
          invalid={error !== undefined}
          describedBy={error === undefined ? hintId : `${id}-error ${hintId}`}
          onChange={(script) => change({ script }, "script")}
          height="fill"
        />
        <p className={styles.scriptFoot}>
          {error !== undefined && (
            <span id={`${id}-error`} className={styles.error}>
              {error}
            </span>
          )}
          <span id={hintId} className={classes(styles.hint)}>
            Tab indents. Esc, then Tab leaves the editor.
          </span>
        </p>
      </div>
    </Section>
  );
}
