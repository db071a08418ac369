import { Button, Group, Modal, Stack, TagsInput } from "@mantine/core";
import { useState } from "react";
import type { EventSummary } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";

export interface TagDialogProps {
  readonly events: readonly EventSummary[];
  readonly onSave: (change: { add: string[]; remove: string[] }) => void;
  readonly onClose: () => void;
}

/** Adds tags to several events, and takes tags away from them. */
export function TagDialog({ events, onSave, onClose }: TagDialogProps) {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const present = [...new Set(events.flatMap((event) => event.tags))].sort((left, right) => left.localeCompare(right));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Tags of ${counted(events.length, "event")}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          onSave({ add, remove });
          onClose();
        }}
      >
        <Stack gap="md">
          <TagsInput
            label="Add"
            description="Enter or a comma ends each"
            data={present}
            value={add}
            onChange={setAdd}
            maxTags={50}
            data-autofocus
          />
          <TagsInput
            label="Take away"
            description={present.length === 0 ? "None of them has a tag" : "From those that have it"}
            data={present}
            value={remove}
            onChange={setRemove}
            disabled={present.length === 0}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Keep as they are
            </Button>
            <Button type="submit" disabled={add.length === 0 && remove.length === 0}>
              Change tags
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
