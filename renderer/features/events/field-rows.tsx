import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import editor from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import type { FieldRow } from "./request-draft.ts";
import styles from "./request.module.css";

export interface FieldRowsProps {
  readonly form: EventForm;
  /** The list's path in the event. */
  readonly path: string;
  /** What one of them is called: "header". */
  readonly noun: string;
  readonly rows: readonly FieldRow[];
  readonly onChange: (rows: readonly FieldRow[]) => void;
}

/** Names with values, one below the other. */
export function FieldRows({ form, path, noun, rows, onChange }: FieldRowsProps) {
  const { id, error } = form.field(path);
  const add = (): void => {
    const next = Math.max(-1, ...rows.map((row) => row.id)) + 1;
    onChange([...rows, { id: next, name: "", value: "" }]);
    // The new row is drawn before the next frame.
    requestAnimationFrame(() => document.getElementById(`${id}-${String(rows.length)}-name`)?.focus());
  };
  const change = (row: FieldRow, part: Partial<FieldRow>): void =>
    onChange(rows.map((other) => (other === row ? { ...row, ...part } : other)));
  return (
    <div id={id} tabIndex={-1} className={styles.rows}>
      {error !== undefined && <p className={editor.error}>{error}</p>}
      {rows.map((row, index) => {
        const name = row.name === "" ? `${noun} ${String(index + 1)}` : row.name;
        return (
          <div key={row.id} className={styles.row} role="group" aria-label={`${noun} ${String(index + 1)}`}>
            <TextInput
              {...form.field(`${path}.${String(index)}.name`)}
              aria-label={`Name of ${noun} ${String(index + 1)}`}
              placeholder="Name"
              classNames={{ input: editor.code ?? "" }}
              spellCheck={false}
              value={row.name}
              onChange={(input) => change(row, { name: input.currentTarget.value })}
            />
            <TextInput
              {...form.field(`${path}.${String(index)}.value`)}
              aria-label={`Value of ${name}`}
              placeholder="Value"
              classNames={{ input: editor.code ?? "" }}
              spellCheck={false}
              value={row.value}
              onChange={(input) => change(row, { value: input.currentTarget.value })}
            />
            <Tooltip label="Remove">
              <ActionIcon aria-label={`Remove ${name}`} onClick={() => onChange(rows.filter((other) => other !== row))}>
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
        );
      })}
      <div>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          Add a {noun}
        </Button>
      </div>
    </div>
  );
}
