import { Button, Group, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { bytesText } from "../../../shared/bytes-text.ts";
import type { VariableView } from "../../bridge/views.ts";
import { ConflictPanel } from "../../ui/conflict-panel.tsx";
import { NoPlaceForSecrets } from "../../ui/no-place-for-secrets.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { useSaveVariable } from "./use-save-variable.ts";
import { ValueField } from "./value-field.tsx";
import { changedFields, isValueHidden, toDraft, type VariableDraft } from "./variable-draft.ts";

export interface VariableFormProps {
  /** The variable to change; undefined for a new one. */
  readonly variable: VariableView | undefined;
  readonly onSaved: (key: string) => void;
  readonly onCancel: () => void;
}

/** A new variable, or another value of one. What somebody else saved meanwhile is never overwritten unseen. */
export function VariableForm({ variable: seen, onSaved, onCancel }: VariableFormProps) {
  const [base, setBase] = useState(seen);
  const [draft, setDraft] = useState(() => toDraft(seen));
  const saving = useSaveVariable(base, onSaved);
  const change = (part: Partial<VariableDraft>): void => setDraft({ ...draft, ...part });
  const takeTheirs = (theirs: VariableView): void => {
    setBase(theirs);
    setDraft(toDraft(theirs));
    saving.forget();
  };
  const keepMine = (theirs: VariableView): void => {
    setBase(theirs);
    saving.forget();
  };
  const { complaints, theirs, trouble } = saving;
  return (
    <form
      noValidate
      onSubmit={(submit) => {
        submit.preventDefault();
        void saving.save(draft);
      }}
    >
      <Stack gap="sm">
        {theirs !== undefined && base !== undefined && (
          <ConflictPanel
            noun="variable"
            theirs={changedFields(base, theirs)}
            onTakeTheirs={() => takeTheirs(theirs)}
            onKeepMine={() => keepMine(theirs)}
          />
        )}
        {theirs === undefined && trouble !== undefined && (
          <ErrorPanel title="The variable could not be saved" error={trouble} />
        )}
        <TextInput
          label="Key"
          description={base === undefined ? "Scripts ask for it by this; it stays as it is." : undefined}
          placeholder="REGION"
          data-autofocus={base === undefined ? true : undefined}
          readOnly={base !== undefined}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--font-mono)" } }}
          value={draft.key}
          error={complaints["key"]}
          onChange={(input) => change({ key: input.currentTarget.value })}
        />
        <ValueField
          draft={draft.value}
          hidden={draft.secret}
          error={complaints["value"]}
          placeholder={placeholderOf(base)}
          onChange={(value) => change({ value })}
        />
        <Switch
          label="Secret"
          description="Its value is kept in the vault and hidden in logs. Scripts can read it; nobody sees it here again."
          checked={draft.secret}
          onChange={(input) => change({ secret: input.currentTarget.checked })}
        />
        {draft.secret && <NoPlaceForSecrets />}
        <TextInput
          label="Description"
          placeholder="What it is for"
          value={draft.description}
          error={complaints["description"]}
          onChange={(input) => change({ description: input.currentTarget.value })}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isSaving}>
            {base === undefined ? "Create" : "Save"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function placeholderOf(variable: VariableView | undefined): string | undefined {
  if (!isValueHidden(variable)) return undefined;
  if (variable?.isSecret === true) return "The stored value is kept";
  return `Too long to be shown here (${bytesText(variable?.bytes ?? 0)}); it is kept unless you write another`;
}
