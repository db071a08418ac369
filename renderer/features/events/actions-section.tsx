import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { mostActions } from "../../../shared/action.ts";
import { Section } from "../../ui/section.tsx";
import { movedRow, newAction } from "./action-draft.ts";
import { ActionFields } from "./action-fields.tsx";
import styles from "./actions-section.module.css";
import editor from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";

/** What follows when a job of the event has ended. @param ownId the event itself, which cannot run itself */
export function ActionsSection({ form, ownId }: { readonly form: EventForm; readonly ownId: number | undefined }) {
  const { draft, change, field } = form;
  const rows = draft.actions;
  const { id, error } = field("actions");
  const add = (): void => {
    const next = Math.max(-1, ...rows.map((row) => row.id)) + 1;
    change({ actions: [...rows, newAction(next)] }, "actions");
    // The new row is drawn before the next frame.
    requestAnimationFrame(() => document.getElementById(field(`actions.${String(rows.length)}.when`).id)?.focus());
  };
  return (
    <Section
      title="After it ends"
      aside="Once for each job, after its last attempt"
      actions={
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={rows.length >= mostActions}
          onClick={add}
        >
          Add an action
        </Button>
      }
    >
      <div id={id} tabIndex={-1} className={styles.actions}>
        {error !== undefined && <p className={editor.error}>{error}</p>}
        {rows.length === 0 && (
          <p className={editor.hint}>
            Nothing follows. Run another event, call an address, or have it told on this desktop.
          </p>
        )}
        {rows.map((row, index) => (
          <ActionFields
            key={row.id}
            row={row}
            index={index}
            last={index === rows.length - 1}
            form={form}
            ownId={ownId}
            onChange={(part, path) =>
              change({ actions: rows.map((other) => (other === row ? { ...row, ...part } : other)) }, path, "actions")
            }
            onMove={(by) => change({ actions: movedRow(rows, index, by) }, "actions")}
            onRemove={() => change({ actions: rows.filter((other) => other !== row) }, "actions")}
          />
        ))}
      </div>
    </Section>
  );
}
