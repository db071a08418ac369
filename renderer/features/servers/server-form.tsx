import { Button, Group, NumberInput, Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { fieldErrors, toProblem } from "../../bridge/problem.ts";
import type { ServerView } from "../../bridge/views.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import styles from "./servers.module.css";
import { CredentialFields } from "./credential-fields.tsx";
import { readOptionsDraft } from "./options-draft.ts";
import { OptionsFields } from "./options-fields.tsx";
import { formField, toFormValues, toServerInput, validateServerForm } from "./server-form-values.ts";
import type { ServerInput } from "../../../shared/server.ts";

export interface ServerFormProps {
  /** The server to change; undefined for a new one. */
  readonly server: ServerView | undefined;
  /** Groups other servers are in, offered while typing. */
  readonly knownGroups: readonly string[];
  readonly knownTags: readonly string[];
  /** Saves; throws what the core refused. */
  readonly onSave: (input: ServerInput) => Promise<void>;
  readonly onCancel: () => void;
}

/** Everything needed to reach a server. What is wrong is said at the field it is wrong in. */
export function ServerForm({ server, knownGroups, knownTags, onSave, onCancel }: ServerFormProps) {
  const [refusal, setRefusal] = useState<unknown>();
  const [saving, setSaving] = useState(false);
  const [isAdvanced, setAdvanced] = useState(Object.keys(server?.options ?? {}).length > 0);
  const stored = server?.authenticationKind;
  const form = useForm({
    initialValues: toFormValues(server),
    validate: (values) => ({ ...validateServerForm(values, stored) }),
  });
  const save = async (): Promise<void> => {
    setRefusal(undefined);
    setSaving(true);
    try {
      await onSave(toServerInput(form.getValues()));
    } catch (error) {
      const entries = Object.entries(fieldErrors(toProblem(error))).map(
        ([path, text]) => [formField(path), text] as const,
      );
      if (entries.some(([field]) => field === "options")) setAdvanced(true);
      for (const [field, text] of entries) if (field !== undefined) form.setFieldError(field, text);
      if (entries.length === 0 || entries.some(([field]) => field === undefined)) setRefusal(error);
    } finally {
      setSaving(false);
    }
  };
  const { kind } = form.values;
  const { errors } = readOptionsDraft(form.values.options);
  const optionErrors =
    typeof form.errors["options"] === "string" && Object.keys(errors).length === 0
      ? { jump: form.errors["options"] }
      : errors;
  return (
    <form
      onSubmit={form.onSubmit(
        () => void save(),
        (found) => {
          if (found["options"] !== undefined) setAdvanced(true);
        },
      )}
      noValidate
    >
      <Stack gap="sm">
        <TextInput label="Name" placeholder="web-1" data-autofocus {...form.getInputProps("name")} />
        <Group gap="sm" align="flex-start" wrap="nowrap">
          <TextInput
            label="Address"
            placeholder="10.0.0.4 or web-1.example.net"
            flex={1}
            {...form.getInputProps("address")}
          />
          <NumberInput
            label="Port"
            w={90}
            min={1}
            max={65_535}
            hideControls
            allowDecimal={false}
            {...form.getInputProps("port")}
          />
        </Group>
        <TextInput label="User" placeholder="deploy" {...form.getInputProps("username")} />
        <CredentialFields stored={stored} kind={kind} field={(name) => form.getInputProps(name)} />
        <TagsInput
          label="Groups"
          description="Events can run on every server of a group."
          placeholder={form.values.groups.length === 0 ? "web, production" : ""}
          data={[...knownGroups]}
          {...form.getInputProps("groups")}
        />
        <TagsInput
          label="Tags"
          description="Marks to find it by."
          placeholder={form.values.tags.length === 0 ? "edge, berlin" : ""}
          data={[...knownTags]}
          {...form.getInputProps("tags")}
        />
        <NumberInput
          label="Runs at once"
          description="Other jobs wait for room on it. Empty: no limit."
          w={250}
          min={1}
          max={500}
          allowDecimal={false}
          clampBehavior="none"
          placeholder="no limit"
          {...form.getInputProps("concurrency")}
        />
        {server === undefined && (
          <TextInput
            label="Expected host key"
            description="If you know its fingerprint, it is accepted without asking. Otherwise you are shown it first."
            placeholder="SHA256:…"
            {...form.getInputProps("hostKey")}
          />
        )}
        <div>
          <Button
            variant="subtle"
            aria-expanded={isAdvanced}
            leftSection={
              isAdvanced ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />
            }
            onClick={() => setAdvanced(!isAdvanced)}
          >
            Advanced
          </Button>
          {isAdvanced && (
            <OptionsFields
              draft={form.values.options}
              onChange={(options) => form.setFieldValue("options", options)}
              errors={optionErrors}
              groups={form.values.groups}
              ownName={server?.name}
            />
          )}
        </div>
        {refusal !== undefined && <ErrorPanel title="The server could not be saved" error={refusal} />}
        <Group justify="flex-end" gap="xs" className={styles.formButtons}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {server === undefined ? "Add and test" : "Save"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
