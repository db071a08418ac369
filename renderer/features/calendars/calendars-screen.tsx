import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { CalendarView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate, usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { useNow } from "../../time/clock.ts";
import { ownZone } from "../../time/format-time.ts";
import { useTimeStyle } from "../../time/time-style.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FilterField } from "../../ui/filter-field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { PlaceTabs } from "../../ui/place-tabs.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { useCalendarColumns } from "./calendar-columns.tsx";
import { calendarsAnswer } from "./calendar-state.ts";
import { NoCalendars } from "./no-calendars.tsx";
import { useCalendarActions } from "./use-calendar-actions.ts";

const keyOf = (calendar: CalendarView): string => String(calendar.id);
const hrefOf = (calendar: CalendarView): string => paths.calendar(calendar.id);

/** The calendars: which there are, what each holds back, and when. */
export function CalendarsScreen() {
  const api = useApi();
  const calendars = useQuery(api.calendars.list.queryOptions(undefined, { refetchInterval: 60_000 }));
  const [query, change] = usePlaceQuery();
  const search = query.get("q") ?? "";
  const now = useNow(60_000);
  const style = useTimeStyle(ownZone());
  const actions = useCalendarActions();
  const columns = useCalendarColumns();
  const all = calendars.data;
  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return (all ?? []).filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
  }, [all, search]);
  const rowActions = useCallback((calendar: CalendarView) => actions.menu(calendar), [actions]);
  useShortcut({ keys: "n", label: "New calendar", group: "This screen" }, () => navigate(paths.newCalendar()));
  const hasSome = all !== undefined && all.length > 0;
  return (
    <Screen height="fill">
      <PageHeader
        title="Calendars"
        subtitle={hasSome ? <span role="status">{calendarsAnswer(all, now, style)}</span> : ""}
        // An empty list offers it where one looks.
        actions={
          hasSome && (
            <Button component="a" href={paths.newCalendar()} leftSection={<IconPlus size={15} aria-hidden />}>
              New calendar
            </Button>
          )
        }
      />
      <PlaceTabs
        label="Forecast"
        tabs={[
          { label: "Timeline", href: paths.forecast(), current: false },
          { label: "Calendars", href: paths.calendars(), current: true },
        ]}
      />
      {all === undefined && calendars.error !== null && (
        <ErrorPanel
          title="The calendars could not be listed"
          error={calendars.error}
          onRetry={() => void calendars.refetch()}
        />
      )}
      {all === undefined && calendars.error === null && <LoadingRows rows={8} />}
      {all?.length === 0 && <NoCalendars />}
      {hasSome && (
        <>
          <Toolbar>
            <FilterField label="Filter calendars" value={search} onChange={(q) => change({ q })} />
          </Toolbar>
          {rows.length === 0 ? (
            <EmptyState
              sentence="No calendar is called that."
              action={
                <Button variant="default" onClick={() => change({ q: "" })}>
                  Clear the filter
                </Button>
              }
            />
          ) : (
            <DataTable
              label="Calendars"
              rows={rows}
              rowKey={keyOf}
              columns={columns}
              rowHref={hrefOf}
              rowActions={rowActions}
            />
          )}
        </>
      )}
    </Screen>
  );
}
