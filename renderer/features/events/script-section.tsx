import { Button, SegmentedControl } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconBook2 } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { runnableTypes } from "../../../shared/words.ts";
import type { OpenEditor } from "../../ui/code-editor-props.ts";
import { CodeEditor } from "../../ui/code-editor.tsx";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { classes } from "../../ui/tone-class.ts";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { ReferencePanel } from "./reference-panel.tsx";
import { languageOf, typeWords } from "./script-types.tsx";
import { useOfferedWords } from "./use-offered-words.ts";

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
  const language = languageOf(draft.type) ?? "BASH";
  const offered = useOfferedWords(language);
  const [editor, setEditor] = useState<OpenEditor>();
  const [showsHelpers, showHelpers] = useLocalStorage({ key: "cronium-helpers", defaultValue: false });
  return (
    <Section
      title="Script"
      aside={draft.script === "" ? undefined : counted(lines, "line")}
      actions={
        <>
          <Button
            variant={showsHelpers ? "light" : "default"}
            aria-pressed={showsHelpers}
            leftSection={<IconBook2 size={15} aria-hidden />}
            onClick={() => showHelpers(!showsHelpers)}
          >
            Helpers
          </Button>
          <SegmentedControl
            id={field("type").id}
            aria-label="Language"
            data={runnableTypes.map((value) => ({ value, label: typeWords[value] }))}
            value={draft.type}
            onChange={(type) => change({ type }, "type")}
          />
        </>
      }
    >
      <div className={styles.script}>
        <div className={classes(styles.beside, showsHelpers && styles.withHelpers)}>
          <CodeEditor
            id={id}
            label="Script"
            language={language}
            offered={offered}
            onOpen={setEditor}
            value={draft.script}
            invalid={error !== undefined}
            describedBy={error === undefined ? hintId : `${id}-error ${hintId}`}
            onChange={(script) => change({ script }, "script")}
            height="fill"
          />
          {showsHelpers && <ReferencePanel language={language} onInsert={editor?.insert} />}
        </div>
        <p className={styles.scriptFoot}>
          {error !== undefined && (
            <span id={`${id}-error`} className={styles.error}>
              {error}
            </span>
          )}
          <span id={hintId} className={classes(styles.hint)}>
            Ctrl-Space offers helpers. Tab indents; Esc, then Tab leaves the editor.
          </span>
        </p>
      </div>
    </Section>
  );
}
