import { Button, PasswordInput, Switch, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState } from "react";
import type { ActionRow } from "./action-draft.ts";
import styles from "./actions-section.module.css";
import editor from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";

export interface CallFieldsProps {
  readonly row: ActionRow;
  readonly path: string;
  readonly name: string;
  readonly form: EventForm;
  readonly onChange: (part: Partial<ActionRow>, path: string) => void;
}

/** The address that is called, and the secret that proves who calls. */
export function CallFields({ row, path, name, form, onChange }: CallFieldsProps) {
  const [replacing, setReplacing] = useState(false);
  const secret = form.field(`${path}.secret`);
  return (
    <>
      <TextInput
        {...form.field(`${path}.url`)}
        aria-label={`${name}: the address`}
        placeholder="https://example.com/hook"
        classNames={{ input: editor.code ?? "" }}
        spellCheck={false}
        autoComplete="off"
        value={row.url}
        onChange={(input) => onChange({ url: input.currentTarget.value }, `${path}.url`)}
      />
      <div className={styles.signing}>
        <Switch
          label="Signed"
          aria-label={`${name}: calls are signed`}
          checked={row.signed}
          onChange={(input) => onChange({ signed: input.currentTarget.checked }, `${path}.secret`)}
        />
        {row.signed &&
          (row.storedAt !== undefined && !replacing ? (
            <div className={editor.kept} id={secret.id}>
              <IconLock size={14} aria-hidden />
              <span>Kept in the vault</span>
              <Button
                variant="default"
                size="compact-xs"
                aria-label={`Replace the secret of ${name}`}
                onClick={() => {
                  setReplacing(true);
                  requestAnimationFrame(() => document.getElementById(secret.id)?.focus());
                }}
              >
                Replace
              </Button>
            </div>
          ) : (
            <PasswordInput
              {...secret}
              aria-label={`${name}: the signing secret`}
              placeholder={row.storedAt === undefined ? "Signing secret" : "New secret; empty keeps the old one"}
              autoComplete="off"
              value={row.secret}
              onChange={(input) => onChange({ secret: input.currentTarget.value }, `${path}.secret`)}
            />
          ))}
      </div>
    </>
  );
}
