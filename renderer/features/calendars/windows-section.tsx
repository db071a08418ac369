import { Button } from "@mantine/core";
import { IconCalendarEvent, IconFileImport, IconPlus, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { nowMs } from "../../time/clock.ts";
import { wallText } from "../../time/wall-clock.ts";
import { counted } from "../../ui/plural.ts";
import { Section } from "../../ui/section.tsx";
import { newWindow, type WindowDraft } from "./calendar-draft.ts";
import styles from "./calendar-editor.module.css";
import { IcalDialog } from "./ical-dialog.tsx";
import type { CalendarForm } from "./use-calendar-form.ts";
import { WindowCard } from "./window-card.tsx";

/** As many windows as are drawn at once; an imported file may bring thousands. */
const page = 30;

/** The windows: when the calendar lets start and when it does not. */
export function WindowsSection({ form }: { readonly form: CalendarForm }) {
  const { draft, change, field, complaints } = form;
  const [shown, setShown] = useState(page);
  const [importing, setImporting] = useState(false);
  /** The window just added: its first field takes the focus. */
  const [added, setAdded] = useState<number>();
  const { windows } = draft;
  const lastComplaint = Math.max(
    -1,
    ...Object.keys(complaints).map((path) => Number(/^windows\.(\d+)/.exec(path)?.[1] ?? -1)),
  );
  const count = Math.max(shown, lastComplaint + 1);
  const add = (kind: WindowDraft["kind"]): void => {
    const window = newWindow(kind, wallText(nowMs(), "UTC").slice(0, 10));
    // Where it can be seen: at the end of a short list, before the rest of a long one.
    change({ windows: windows.length < count ? [...windows, window] : [window, ...windows] }, "windows");
    setAdded(window.id);
  };
  const problem = field("windows").error;
  return (
    <Section
      title="Windows"
      aside={windows.length === 0 ? "" : counted(windows.length, "window")}
      actions={
        <Button
          variant="default"
          leftSection={<IconFileImport size={14} aria-hidden />}
          onClick={() => setImporting(true)}
        >
          Import iCal…
        </Button>
      }
    >
      <div className={styles.windows} id={field("windows").id} tabIndex={-1}>
        {windows.length === 0 && (
          <p className={styles.hint}>
            A blackout keeps everything the calendar holds for from starting. An allowed time does the opposite: outside
            of it nothing starts.
          </p>
        )}
        {problem !== undefined && <p className={styles.error}>{problem}</p>}
        <ol className={styles.windowList} aria-label="Windows">
          {windows.slice(0, count).map((window, index) => (
            <WindowCard
              key={window.id}
              index={index}
              window={window}
              timezone={draft.timezone}
              field={field}
              autoFocus={window.id === added}
              onChange={form.changeWindow}
              onRemove={form.removeWindow}
            />
          ))}
        </ol>
        {windows.length > count && (
          <div className={styles.row}>
            <Button variant="default" onClick={() => setShown(count + page)}>
              Show {Math.min(page, windows.length - count)} more
            </Button>
            <span className={styles.hint}>
              {count} of {windows.length.toLocaleString("en-GB")} are shown; all of them hold.
            </span>
          </div>
        )}
        <div className={styles.row} role="group" aria-label="Add a window">
          <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add("weekly")}>
            Days of the week
          </Button>
          <Button
            variant="default"
            leftSection={<IconCalendarEvent size={14} aria-hidden />}
            onClick={() => add("dated")}
          >
            Dates
          </Button>
          <Button variant="default" leftSection={<IconRepeat size={14} aria-hidden />} onClick={() => add("recurring")}>
            Recurring
          </Button>
        </div>
      </div>
      <IcalDialog
        opened={importing}
        timezone={draft.timezone}
        onClose={() => setImporting(false)}
        onAdd={(found, name) => {
          change(
            { windows: [...windows, ...found], ...(draft.name.trim() === "" && name !== undefined ? { name } : {}) },
            "windows",
            "name",
          );
          setImporting(false);
        }}
      />
    </Section>
  );
}
