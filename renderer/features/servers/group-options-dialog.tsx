import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ServerOptions } from "../../../shared/server-options.ts";
import { useApi } from "../../bridge/api.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { notifyDone } from "../../ui/notify.tsx";
import { readOptionsDraft, toOptionsDraft } from "./options-draft.ts";
import { OptionsFields } from "./options-fields.tsx";
import styles from "./servers.module.css";

export interface GroupOptionsDialogProps {
  /** The group to change; undefined: closed. */
  readonly group: { readonly name: string; readonly options: ServerOptions } | undefined;
  readonly onClose: () => void;
}

/** What a group chooses for all of its members. */
export function GroupOptionsDialog({ group, onClose }: GroupOptionsDialogProps) {
  return (
    <Modal
      opened={group !== undefined}
      onClose={onClose}
      title={`Options of the group ${group?.name ?? ""}`}
      size={640}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {group !== undefined && <GroupOptionsForm group={group} onClose={onClose} />}
    </Modal>
  );
}

function GroupOptionsForm({
  group,
  onClose,
}: {
  readonly group: NonNullable<GroupOptionsDialogProps["group"]>;
  readonly onClose: () => void;
}) {
  const api = useApi();
  const saving = useMutation(api.groups.options.mutationOptions());
  const [draft, setDraft] = useState(() => toOptionsDraft(group.options));
  const { options, errors } = readOptionsDraft(draft);
  const save = (): void => {
    if (Object.keys(errors).length > 0) return;
    saving.mutate(
      { name: group.name, options },
      {
        onSuccess: () => {
          notifyDone(`The options of ${group.name} are saved.`);
          onClose();
        },
      },
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="sm">
        <p className={styles.explanation}>
          They hold for every server in it that does not choose for itself. Of several groups, the first by name counts.
        </p>
        <OptionsFields draft={draft} onChange={setDraft} errors={errors} groups={[]} />
        {saving.error !== null && <ErrorPanel title="The options could not be saved" error={saving.error} />}
        <Group justify="flex-end" gap="xs" className={styles.formButtons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
