import { ActionIcon, Button, PasswordInput, Switch, TextInput, Tooltip } from "@mantine/core";
import { IconLock, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { NoPlaceForSecrets } from "../../ui/no-place-for-secrets.tsx";
import { Section } from "../../ui/section.tsx";
import styles from "./event-editor.module.css";
import type { EnvironmentRow } from "./event-draft.ts";
import type { EventForm } from "./event-form.ts";

export function EnvironmentSection({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const rows = draft.environment;
  const add = (): void => {
    const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
    change({ environment: [...rows, { id, key: "", value: "", secret: false, stored: false }] }, "environment");
    // The new row is drawn before the next frame.
    requestAnimationFrame(() => document.getElementById(field(`environment.${String(rows.length)}.key`).id)?.focus());
  };
  return (
    <Section
      title="Environment"
      aside="Variables the script finds when it starts"
      actions={
        <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          Add a variable
        </Button>
      }
    >
      <div id={field("environment").id} tabIndex={-1} className={styles.variables}>
        {field("environment").error !== undefined && <p className={styles.error}>{field("environment").error}</p>}
        {rows.length === 0 && (
          <p className={styles.hint}>No variables. Passwords and tokens belong here, as secrets.</p>
        )}
        {rows.map((row, index) => (
          <VariableRow
            key={row.id}
            row={row}
            index={index}
            form={form}
            onChange={(part, path) =>
              change({ environment: rows.map((other) => (other === row ? { ...row, ...part } : other)) }, path)
            }
            onRemove={() => change({ environment: rows.filter((other) => other !== row) }, "environment")}
          />
        ))}
        {rows.some((row) => row.secret) && (
          <>
            <p className={styles.hint}>Secrets go to the vault. They are never shown again, and masked in every log.</p>
            <NoPlaceForSecrets />
          </>
        )}
      </div>
    </Section>
  );
}

interface VariableRowProps {
  readonly row: EnvironmentRow;
  readonly index: number;
  readonly form: EventForm;
  readonly onChange: (part: Partial<EnvironmentRow>, path: string) => void;
  readonly onRemove: () => void;
}

function VariableRow({ row, index, form, onChange, onRemove }: VariableRowProps) {
  const path = `environment.${String(index)}`;
  const name = row.key === "" ? `variable ${String(index + 1)}` : row.key;
  const value = form.field(`${path}.value`);
  const [replacing, setReplacing] = useState(false);
  return (
    <div className={styles.variable} role="group" aria-label={`Variable ${String(index + 1)}`}>
      <TextInput
        {...form.field(`${path}.key`)}
        aria-label="Name"
        placeholder="NAME"
        classNames={{ input: styles.code ?? "" }}
        spellCheck={false}
        value={row.key}
        // A stored secret is found by its name.
        readOnly={row.stored}
        onChange={(input) => onChange({ key: input.currentTarget.value }, `${path}.key`)}
      />
      {row.stored && !replacing ? (
        <div className={styles.kept} id={value.id}>
          <IconLock size={14} aria-hidden />
          <span>Kept in the vault</span>
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`Replace the secret ${name}`}
            onClick={() => {
              setReplacing(true);
              requestAnimationFrame(() => document.getElementById(value.id)?.focus());
            }}
          >
            Replace
          </Button>
        </div>
      ) : row.secret ? (
        <PasswordInput
          {...value}
          aria-label={`Secret value of ${name}`}
          placeholder={row.stored ? "New value; empty keeps the old one" : "Secret value"}
          autoComplete="off"
          value={row.value}
          onChange={(input) => onChange({ value: input.currentTarget.value }, `${path}.value`)}
        />
      ) : (
        <TextInput
          {...value}
          aria-label={`Value of ${name}`}
          placeholder="Value"
          spellCheck={false}
          value={row.value}
          onChange={(input) => onChange({ value: input.currentTarget.value }, `${path}.value`)}
        />
      )}
      <Tooltip label="Kept in the vault, never shown again, masked in logs">
        <Switch
          label="Secret"
          aria-label={`${name} is a secret`}
          checked={row.secret}
          onChange={(input) => {
            const secret = input.currentTarget.checked;
            // A stored value cannot be shown, so that turning it open starts it empty.
            onChange({ secret, stored: false }, `${path}.value`);
          }}
        />
      </Tooltip>
      <Tooltip label="Remove">
        <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
