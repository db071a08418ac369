import { Button, Tooltip } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import type { Problem } from "../../bridge/problem.ts";
import { paths } from "../../navigation/paths.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { toneClass, classes } from "../../ui/tone-class.ts";
import styles from "./editor-bar.module.css";
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

/** Stays in view below the form: what stands in the way of saving, and saving. */
export function EditorBar({ id, dirty, busy, complaints, trouble, onSave, onSaveAndRun }: EditorBarProps) {
  const isNew = id === undefined;
  const found = sortComplaints(complaints);
  return (
    <div className={styles.bar}>
      {trouble !== undefined && (
        <TroublePanel
          title="The event could not be saved"
          message={trouble.message}
          remedy={trouble.remedy}
          raw={trouble.raw}
        />
      )}
      {found.length > 0 && (
        <div className={classes(styles.complaints, toneClass("failed"))} role="alert">
          <p>{counted(found.length, "field needs", "fields need")} your attention</p>
          <ul>
            {found.map(({ field, message }) => (
              <li key={field?.path ?? message}>
                {field === undefined ? (
                  message
                ) : (
                  <>
                    <button type="button" className={styles.link} onClick={() => goToField(field.path)}>
                      {field.label}
                    </button>{" "}
                    {message}
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.buttons}>
        <span className={styles.hint} role="status">
          {busy ? "Saving…" : dirty ? "Unsaved changes" : isNew ? "" : "No changes"}
        </span>
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
      </div>
    </div>
  );
}
