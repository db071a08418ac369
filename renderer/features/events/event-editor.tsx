import { useCallback, useEffect, useState } from "react";
import type { EventView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { useLeaveGuard } from "../../navigation/location.ts";
import { ownZone } from "../../time/format-time.ts";
import { askToLeave } from "../../ui/ask-to-leave.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { EventStatusBadge } from "../../ui/status-badge.tsx";
import { ActionsSection } from "./actions-section.tsx";
import { BasicsSection } from "./basics-section.tsx";
import { ConflictPanel } from "../../ui/conflict-panel.tsx";
import { changedParts } from "./draft-changes.ts";
import { EditorBar } from "./editor-bar.tsx";
import { EnvironmentSection } from "./environment-section.tsx";
import { draftOf, type EventDraft } from "./event-draft.ts";
import styles from "./event-editor.module.css";
import { useEventForm } from "./event-form.ts";
import { FilesSection } from "./files-section.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { PlaceSection } from "./place-section.tsx";
import { RequestSection } from "./request-section.tsx";
import { ScheduleSection } from "./schedule-section.tsx";
import { ScriptSection } from "./script-section.tsx";
import { useSaveEvent } from "./use-save-event.ts";

export interface EventEditorProps {
  readonly title: string;
  readonly initial: EventDraft;
  /** The saved event, kept true while it is edited; absent for a new one. */
  readonly latest?: EventView;
  /** Asks for the saved event again: saving found it to have changed. */
  readonly onStale?: () => void;
  /** What it was copied from, and the secrets that were not. */
  readonly copied?: { readonly name: string; readonly secrets: readonly string[] };
}

/** The form of an event: new, copied or being changed. */
export function EventEditor({ title, initial, latest, onStale, copied }: EventEditorProps) {
  const form = useEventForm(initial);
  const { draft, replace, setComplaints } = form;
  /** What the draft was made of: the version that saving expects to find. */
  const [base, setBase] = useState({ draft: initial, version: latest?.version });
  const dirty = changedParts(base.draft, draft).length > 0;
  // A status nobody touched here is saved as it is by now.
  const status = latest !== undefined && draft.status === base.draft.status ? latest.status : draft.status;
  const saving = useSaveEvent({ id: latest?.id, version: base.version, setComplaints, onStale });
  const take = useCallback(
    (event: EventView) => {
      const taken = draftOf(event.fields, ownZone());
      setBase({ draft: taken, version: event.version });
      replace(taken);
      setComplaints({});
    },
    [replace, setComplaints],
  );
  const stale = latest !== undefined && latest.version !== base.version && saving.state === "idle";
  // Whoever activated or paused it meanwhile has changed nothing that is edited here. Why the program paused it is told.
  const statusOnly =
    stale &&
    latest.pauseReason === undefined &&
    changedParts({ ...base.draft, status: latest.status }, draftOf(latest.fields, ownZone())).length === 0;
  useEffect(() => {
    if (stale && !dirty) take(latest);
    else if (statusOnly) setBase(({ draft: kept }) => ({ draft: kept, version: latest.version }));
  }, [stale, dirty, statusOnly, latest, take]);
  useLeaveGuard(dirty && saving.state !== "saved", askToLeave);
  const isNew = latest === undefined;
  const isRequest = draft.type === "HTTP_REQUEST";
  const save = (): void => {
    if (isNew || dirty) void saving.save({ ...draft, status }, "save");
  };
  useShortcut({ keys: "mod+s", label: "Save the event", group: "This screen" }, save);
  return (
    <Screen>
      <PageHeader
        title={title}
        status={latest !== undefined && <EventStatusBadge status={latest.status} variant="filled" />}
      />
      {copied !== undefined && copied.secrets.length > 0 && (
        <TroublePanel
          tone="attention"
          title={`Copied from “${copied.name}”, but for its secrets`}
          message={`Secrets are never read back. Enter again: ${copied.secrets.join(", ")}.`}
        />
      )}
      {stale && dirty && !statusOnly && (
        <ConflictPanel
          noun="event"
          theirs={changedParts(base.draft, draftOf(latest.fields, ownZone()))}
          onKeepMine={() => setBase({ draft: draftOf(latest.fields, ownZone()), version: latest.version })}
          onTakeTheirs={() => take(latest)}
        />
      )}
      <div className={styles.form}>
        <BasicsSection form={{ ...form, draft: { ...draft, status } }} isNew={isNew} />
        <div className={styles.scriptCell}>
          {isRequest ? <RequestSection form={form} /> : <ScriptSection form={form} />}
        </div>
        {!isRequest && <PlaceSection form={form} />}
        <ScheduleSection form={form} saved={latest} />
        <LimitsSection form={form} />
        <EnvironmentSection form={form} />
        {!isRequest && <FilesSection form={form} />}
        <ActionsSection form={form} ownId={latest?.id} />
      </div>
      <EditorBar
        id={latest?.id}
        dirty={dirty}
        busy={saving.state !== "idle"}
        complaints={form.complaints}
        trouble={saving.trouble}
        onSave={save}
        onSaveAndRun={() => void saving.save({ ...draft, status }, isNew || dirty ? "save and run" : "run")}
      />
    </Screen>
  );
}
