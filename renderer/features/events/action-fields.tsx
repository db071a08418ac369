import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { actionTriggers, messageKinds } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import { doesWords, triggerWords } from "../../ui/message-words.ts";
import { CallFields } from "./call-fields.tsx";
import type { ActionRow } from "./action-draft.ts";
import styles from "./actions-section.module.css";
import type { EventForm } from "./event-form.ts";

export interface ActionFieldsProps {
  readonly row: ActionRow;
  readonly index: number;
  readonly last: boolean;
  readonly form: EventForm;
  readonly ownId: number | undefined;
  readonly onChange: (part: Partial<ActionRow>, path: string) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One action: when it acts, what it does, and to what. */
export function ActionFields({ row, index, last, form, ownId, onChange, onMove, onRemove }: ActionFieldsProps) {
  const path = `actions.${String(index)}`;
  const name = `Action ${String(index + 1)}`;
  return (
    <div className={styles.action} role="group" aria-label={name}>
      <Select
        {...form.field(`${path}.when`)}
        aria-label={`${name}: when`}
        data={actionTriggers.map((value) => ({ value, label: triggerWords[value] }))}
        value={row.when}
        allowDeselect={false}
        onChange={(when) => {
          if (when !== null) onChange({ when }, path);
        }}
      />
      <Select
        {...form.field(`${path}.do`)}
        aria-label={`${name}: what it does`}
        data={messageKinds.map((value) => ({ value, label: doesWords[value] }))}
        value={row.does}
        allowDeselect={false}
        onChange={(does) => {
          if (does !== null) onChange({ does }, path);
        }}
      />
      <div className={styles.detail}>
        {row.does === "run_event" && (
          <EventChoice row={row} path={path} name={name} form={form} ownId={ownId} onChange={onChange} />
        )}
        {row.does === "call_url" && <CallFields row={row} path={path} name={name} form={form} onChange={onChange} />}
        {row.does === "notify" && <p className={styles.still}>A notice on this desktop</p>}
      </div>
      <div className={styles.buttons}>
        <Tooltip label="Move up">
          <ActionIcon aria-label={`Move ${name} up`} disabled={index === 0} onClick={() => onMove(-1)}>
            <IconArrowUp size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Move down">
          <ActionIcon aria-label={`Move ${name} down`} disabled={last} onClick={() => onMove(1)}>
            <IconArrowDown size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Remove">
          <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

interface EventChoiceProps extends Pick<ActionFieldsProps, "row" | "form" | "ownId" | "onChange"> {
  readonly path: string;
  readonly name: string;
}

/** The other events there are; those in the archive only while they are chosen. */
function EventChoice({ row, path, name, form, ownId, onChange }: EventChoiceProps) {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions());
  const choices = (events.data ?? []).filter(
    ({ id, status }) => id === row.eventId || (id !== ownId && status !== "ARCHIVED"),
  );
  return (
    <Select
      {...form.field(`${path}.eventId`)}
      aria-label={`${name}: the event`}
      placeholder={events.data !== undefined && choices.length === 0 ? "There is no other event" : "Choose an event"}
      searchable
      nothingFoundMessage="No event is called that"
      data={choices.map(({ id, name: label }) => ({ value: String(id), label }))}
      value={row.eventId === undefined ? null : String(row.eventId)}
      onChange={(chosen) => onChange({ eventId: chosen === null ? undefined : Number(chosen) }, `${path}.eventId`)}
    />
  );
}
