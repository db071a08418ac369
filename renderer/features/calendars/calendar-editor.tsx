import { Button, TextInput, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import type { CalendarView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { useLeaveGuard } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { askToLeave } from "../../ui/ask-to-leave.ts";
import { ConflictPanel } from "../../ui/conflict-panel.tsx";
import { FormBar } from "../../ui/form-bar.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Section } from "../../ui/section.tsx";
import { ZoneSelect } from "../../ui/zone-select.tsx";
import { CalendarStateBadge } from "./calendar-columns.tsx";
import { draftCalendar, type CalendarDraft } from "./calendar-draft.ts";
import { goToField, sortComplaints } from "./calendar-fields.ts";
import { changedParts } from "./calendar-input.ts";
import styles from "./calendar-editor.module.css";
import { HoldsSection } from "./holds-section.tsx";
import { OutlookSection } from "./outlook-section.tsx";
import { useCalendarActions } from "./use-calendar-actions.ts";
import { useCalendarForm, type CalendarForm } from "./use-calendar-form.ts";
import { useCalendarPreview } from "./use-calendar-preview.ts";
import { useSaveCalendar } from "./use-save-calendar.ts";
import { WindowsSection } from "./windows-section.tsx";

export interface CalendarEditorProps {
  readonly initial: CalendarDraft;
  /** The saved calendar, kept true while it is edited; absent for a new one. */
  readonly latest?: CalendarView;
  /** Asks for the saved calendar again: saving found it to have changed. */
  readonly onStale?: () => void;
}

/** The form of a calendar, and beside it what it comes to. */
export function CalendarEditor({ initial, latest, onStale }: CalendarEditorProps) {
  const form = useCalendarForm(initial);
  const { draft, replace, setComplaints } = form;
  /** What the draft was made of: the version that saving expects to find. */
  const [base, setBase] = useState({ draft: initial, version: latest?.version ?? 0 });
  const theirs = latest === undefined || latest.version <= base.version ? undefined : latest;
  const dirty = changedParts(base.draft, draft).length > 0;
  const actions = useCalendarActions();
  const saving = useSaveCalendar({
    id: latest?.id,
    version: latest === undefined ? undefined : base.version,
    setComplaints,
    onStale,
    onSaved: (saved, version) => setBase({ draft: saved, version }),
  });
  const take = useCallback(
    (calendar: CalendarView) => {
      const taken = draftCalendar(calendar);
      setBase({ draft: taken, version: calendar.version });
      replace(taken);
      setComplaints({});
    },
    [replace, setComplaints],
  );
  useEffect(() => {
    if (theirs !== undefined && !dirty && !saving.busy) take(theirs);
  }, [theirs, dirty, saving.busy, take]);
  useLeaveGuard(dirty, askToLeave);
  const preview = useCalendarPreview(draft);
  const isNew = latest === undefined;
  const save = (): void => {
    if (isNew || dirty) void saving.save(draft);
  };
  useShortcut({ keys: "mod+s", label: "Save the calendar", group: "This screen" }, save);
  /** What saving complained about, or what looking ahead says while typing. */
  const { field: fieldOf } = form;
  const { complaints: found } = preview;
  const field = useCallback<CalendarForm["field"]>(
    (path) => {
      const own = fieldOf(path);
      return own.error === undefined ? { ...own, error: found[path] } : own;
    },
    [fieldOf, found],
  );
  const shown: CalendarForm = { ...form, field };
  return (
    <Screen>
      <PageHeader
        title={latest?.name ?? "New calendar"}
        status={latest !== undefined && <CalendarStateBadge calendar={latest} />}
        menu={isNew ? [] : [{ label: "Delete…", icon: IconTrash, danger: true, run: () => actions.remove(latest) }]}
      />
      {theirs !== undefined && dirty && !saving.busy && (
        <ConflictPanel
          noun="calendar"
          theirs={changedParts(base.draft, draftCalendar(theirs))}
          onKeepMine={() => setBase({ draft: draftCalendar(theirs), version: theirs.version })}
          onTakeTheirs={() => take(theirs)}
        />
      )}
      <div className={styles.form}>
        <div className={styles.column}>
          <BasicsSection form={shown} isNew={isNew} />
          <WindowsSection form={shown} />
          <HoldsSection form={shown} savedCount={dirty ? undefined : latest?.eventCount} />
        </div>
        <div className={styles.aside}>
          <OutlookSection draft={draft} preview={preview} />
        </div>
      </div>
      <FormBar
        troubleTitle="The calendar could not be saved"
        trouble={saving.trouble}
        complaints={sortComplaints(form.complaints)}
        onField={goToField}
        hint={saving.busy ? "Saving…" : dirty ? "Unsaved changes" : isNew ? "" : "No changes"}
      >
        <Button component="a" variant="subtle" color="gray" href={paths.calendars()}>
          {isNew || dirty ? "Cancel" : "Close"}
        </Button>
        <Tooltip label="Ctrl S, or ⌘ S">
          <Button onClick={save} loading={saving.busy} disabled={!isNew && !dirty}>
            Save
          </Button>
        </Tooltip>
      </FormBar>
    </Screen>
  );
}

function BasicsSection({ form, isNew }: { readonly form: CalendarForm; readonly isNew: boolean }) {
  const { draft, change, field } = form;
  return (
    <Section title="Basics">
      <div className={styles.fields}>
        <TextInput
          {...field("name")}
          label="Name"
          placeholder="Year end freeze"
          required
          w="100%"
          autoFocus={isNew}
          value={draft.name}
          onChange={(input) => change({ name: input.currentTarget.value }, "name")}
        />
        <TextInput
          {...field("description")}
          label="Description"
          placeholder="Why nothing may start then, for whoever wonders next year"
          w="100%"
          value={draft.description}
          onChange={(input) => change({ description: input.currentTarget.value }, "description")}
        />
        <ZoneSelect
          {...field("timezone")}
          value={draft.timezone}
          onChange={(timezone) => change({ timezone }, "timezone")}
        />
      </div>
    </Section>
  );
}
