import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { ownZone } from "../../time/format-time.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { draftCalendar, newCalendarDraft } from "./calendar-draft.ts";
import { CalendarEditor } from "./calendar-editor.tsx";

/** Makes a calendar, or shows and changes the one with this id. */
export function CalendarEditorScreen({ id }: { readonly id?: number }) {
  if (id !== undefined) return <ChangeCalendar id={id} />;
  return <CalendarEditor initial={newCalendarDraft(ownZone())} />;
}

function ChangeCalendar({ id }: { readonly id: number }) {
  const api = useApi();
  const calendar = useQuery(api.calendars.get.queryOptions({ id }));
  if (calendar.data !== undefined) {
    return (
      <CalendarEditor
        initial={draftCalendar(calendar.data)}
        latest={calendar.data}
        onStale={() => void calendar.refetch()}
      />
    );
  }
  return (
    <Screen narrow>
      <PageHeader title="Calendar" />
      {calendar.error === null ? (
        <LoadingRows rows={12} />
      ) : (
        <ErrorPanel
          title="The calendar could not be opened"
          error={calendar.error}
          onRetry={() => void calendar.refetch()}
        />
      )}
    </Screen>
  );
}
