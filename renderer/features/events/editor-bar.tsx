import { Button, Tooltip } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import type { Problem } from "../../bridge/problem.ts";
import { paths } from "../../navigation/paths.ts";
import { FormBar } from "../../ui/form-bar.tsx";
import { sortComplaints } from "./event-fields.ts";
import { goToField } from "./event-form.ts";
import type { Complaints } from "./event-input.ts";

export interface EditorBarProps {
  /** Absent for a new event. */
  readonly id: number | undefined;
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly complaints: Complaints;
  readonly trouble: Problem | undefined;
  readonly onSave: () => void;
  readonly onSaveAndRun: () => void;
}

/** Saving an event, and running it right after. */
export function EditorBar({ id, dirty, busy, complaints, trouble, onSave, onSaveAndRun }: EditorBarProps) {
  const isNew = id === undefined;
  return (
    <FormBar
      troubleTitle="The event could not be saved"
      trouble={trouble}
      complaints={sortComplaints(complaints)}
      onField={goToField}
      hint={busy ? "Saving…" : dirty ? "Unsaved changes" : isNew ? "" : "No changes"}
    >
      <Button component="a" variant="subtle" color="gray" href={isNew ? paths.events() : paths.event(id)}>
        Cancel
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        disabled={busy}
        onClick={onSaveAndRun}
      >
        {isNew || dirty ? "Save and run" : "Run now"}
      </Button>
      <Tooltip label="Ctrl S, or ⌘ S">
        <Button onClick={onSave} loading={busy} disabled={!isNew && !dirty}>
          Save
        </Button>
      </Tooltip>
    </FormBar>
  );
}
