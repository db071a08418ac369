import { Button, FileButton, Group, Modal, Stack, Textarea } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { CalendarImport } from "../../bridge/views.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { draftWindow, type WindowDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import { windowWords } from "./window-words.ts";

/** Larger files are no calendar a person looks at. Bytes. */
const largestFileBytes = 8_000_000;
/** How many of what was found are listed. */
const listed = 8;

export interface IcalDialogProps {
  readonly opened: boolean;
  /** The zone the windows are to be in. */
  readonly timezone: string;
  readonly onClose: () => void;
  /** @param name what the file calls itself */
  readonly onAdd: (windows: readonly WindowDraft[], name: string | undefined) => void;
}

/** Reads an iCalendar file and shows what it would add, before it is added. */
export function IcalDialog(props: IcalDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title="Import windows from an iCalendar file"
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {/* Mounted anew each time, so that it opens empty. */}
      {props.opened && <IcalForm {...props} />}
    </Modal>
  );
}

function IcalForm({ timezone, onClose, onAdd }: IcalDialogProps) {
  const api = useApi();
  const read = useMutation(api.calendars.readIcal.mutationOptions());
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<string>();
  const ask = (content: string): void => {
    setTrouble(undefined);
    read.mutate({ text: content, timezone });
  };
  const open = (file: File | null): void => {
    if (file === null) return;
    if (file.size > largestFileBytes) {
      setTrouble(`${file.name} is larger than 8 MB; split it, or take a shorter time from it.`);
      return;
    }
    file.text().then(
      (content) => {
        // A long file would only make the field slow.
        setText(content.length > 200_000 ? "" : content);
        ask(content);
      },
      () => setTrouble(`${file.name} could not be read`),
    );
  };
  const found = read.data;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <span className={styles.hint}>
          Its entries become blackouts. Nothing is saved before you save the calendar.
        </span>
        <FileButton
          accept=".ics,text/calendar"
          onChange={open}
          inputProps={{ "aria-label": "Choose an iCalendar file" }}
        >
          {(button) => (
            <Button {...button} variant="default" flex="none" leftSection={<IconFile size={14} aria-hidden />}>
              Choose file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label="Or paste its text"
        rows={5}
        spellCheck={false}
        placeholder="BEGIN:VCALENDAR"
        styles={{ input: { fontFamily: "var(--font-mono)" } }}
        value={text}
        error={trouble}
        onChange={(input) => {
          setText(input.currentTarget.value);
          read.reset();
        }}
      />
      {read.error !== null && <ErrorPanel title="This could not be read as iCalendar" error={read.error} />}
      {found !== undefined && <Found found={found} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {found === undefined || found.windows.length === 0 ? (
          <Button loading={read.isPending} disabled={text.trim() === ""} onClick={() => ask(text)}>
            Read
          </Button>
        ) : (
          <Button data-autofocus onClick={() => onAdd(found.windows.map(draftWindow), found.name)}>
            Add {counted(found.windows.length, "window")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Found({ found }: { readonly found: CalendarImport }) {
  const { name, windows, notes } = found;
  return (
    <div className={styles.found} role="status">
      <p>
        <b>{windows.length === 0 ? "No window was found" : `${counted(windows.length, "window")} found`}</b>
        {name !== undefined && ` in “${name}”`}
      </p>
      <ul className={styles.foundList}>
        {windows.slice(0, listed).map((window, index) => {
          const draft = draftWindow(window);
          return (
            <li key={index}>
              <span>{draft.label === "" ? "Without a name" : draft.label}</span>
              <span className={styles.hint}>{windowWords(draft)}</span>
            </li>
          );
        })}
        {windows.length > listed && (
          <li className={styles.hint}>and {(windows.length - listed).toLocaleString("en-GB")} more</li>
        )}
      </ul>
      {notes.length > 0 && (
        <>
          <p className={styles.hint}>Left out or changed:</p>
          <ul className={styles.notes}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
