import { Button, Input, SegmentedControl, Textarea } from "@mantine/core";
import { useId } from "react";
import { FormLabel } from "../../ui/form-label.tsx";
import { lookalike, readValue, storedWords, type ValueDraft, type ValueMode } from "./value-draft.ts";
import styles from "./variables.module.css";

export interface ValueFieldProps {
  readonly draft: ValueDraft;
  readonly onChange: (draft: ValueDraft) => void;
  readonly error: string | undefined;
  /** What stands there while nothing is typed. */
  readonly placeholder?: string | undefined;
  /** Dots in place of what is typed. */
  readonly hidden: boolean;
}

const modes: readonly { readonly value: ValueMode; readonly label: string }[] = [
  { value: "text", label: "Text" },
  { value: "json", label: "JSON" },
];

/** A value: a text unless it is meant as JSON, and what scripts will get of it. */
export function ValueField({ draft, onChange, error, placeholder, hidden }: ValueFieldProps) {
  const id = useId();
  const other = hidden ? undefined : lookalike(draft);
  const words = placeholder !== undefined && draft.content === "" ? undefined : storedWords(draft);
  const read = readValue(draft);
  const own = draft.mode === "json" && draft.content !== "" && !read.ok ? read.error : undefined;
  return (
    <div>
      <div className={styles.valueHead}>
        <FormLabel>Value</FormLabel>
        <SegmentedControl
          aria-label="What the value is"
          data={[...modes]}
          value={draft.mode}
          onChange={(mode) => onChange({ ...draft, mode })}
        />
      </div>
      <Textarea
        aria-label="Value"
        aria-describedby={id}
        className={hidden ? styles.hidden : undefined}
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--font-mono)" } }}
        placeholder={placeholder}
        value={draft.content}
        error={error ?? own}
        onChange={(input) => onChange({ ...draft, content: input.currentTarget.value })}
      />
      <Input.Description id={id} className={styles.valueFoot} component="div">
        <span role="status">{words}</span>
        {other !== undefined && (
          <>
            <span>It looks like {other}.</span>
            <Button variant="subtle" size="compact-xs" onClick={() => onChange({ ...draft, mode: "json" })}>
              Take it as {other}
            </Button>
          </>
        )}
      </Input.Description>
    </div>
  );
}
