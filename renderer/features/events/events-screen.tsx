import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { EventSummary } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { navigate, usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { useEventColumns } from "./event-columns.tsx";
import { filterEvents, readEventQuery } from "./event-filter.ts";
import { EventFilters } from "./event-filters.tsx";
import { EventsAnswer } from "./events-answer.tsx";
import { NoEvents } from "./no-events.tsx";
import { useEventActions } from "./use-event-actions.ts";

const keyOf = (event: EventSummary): string => String(event.id);
const hrefOf = (event: EventSummary): string => paths.event(event.id);

/** The list of events. */
export function EventsScreen() {
  const api = useApi();
  const events = useQuery(api.events.list.queryOptions({}));
  const [place, changePlace] = usePlaceQuery();
  const query = useMemo(() => readEventQuery(place), [place]);
  const shownQuery = useDeferredValue(query);
  const all = events.data;
  const rows = useMemo(() => (all === undefined ? [] : filterEvents(all, shownQuery)), [all, shownQuery]);
  const actions = useEventActions();
  const columns = useEventColumns(actions);
  useShortcut({ keys: "n", label: "New event", group: "This screen" }, () => navigate(paths.newEvent()));
  const rowActions = useCallback((event: EventSummary) => actions.menu(event, { inList: true }), [actions]);
  const rowKeys = useMemo(
    () => ({
      r: (event: EventSummary) => actions.run(event),
      e: (event: EventSummary) => navigate(paths.editEvent(event.id)),
    }),
    [actions],
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const selection = useMemo(
    () => ({ selected, onChange: setSelected, labelOf: (event: EventSummary) => `Select ${event.name}` }),
    [selected],
  );
  // What a filter hides is not acted on unseen.
  const chosen = useMemo(() => rows.filter((event) => selected.has(keyOf(event))), [rows, selected]);
  return (
    <Screen height="fill">
      <PageHeader
        title="Events"
        subtitle={all !== undefined && all.length > 0 ? <EventsAnswer events={all} /> : undefined}
        // An empty list offers it where one looks.
        actions={
          all?.length !== 0 && (
            <Button component="a" href={paths.newEvent()} leftSection={<IconPlus size={15} aria-hidden />}>
              New event
            </Button>
          )
        }
      />
      {all === undefined && events.error !== null && (
        <ErrorPanel title="The events could not be listed" error={events.error} onRetry={() => void events.refetch()} />
      )}
      {all === undefined && events.error === null && <LoadingRows rows={12} />}
      {all !== undefined && all.length === 0 && <NoEvents />}
      {all !== undefined && all.length > 0 && (
        <>
          <EventFilters events={all} query={query} onChange={changePlace} />
          {rows.length === 0 ? (
            <EmptyState
              sentence="No event matches these filters."
              action={
                <Button variant="default" onClick={() => changePlace({ q: "", status: "", tag: "" })}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <DataTable
              label="Events"
              rows={rows}
              rowKey={keyOf}
              columns={columns}
              rowHref={hrefOf}
              rowActions={rowActions}
              rowKeys={rowKeys}
              selection={selection}
            />
          )}
          <BulkBar events={chosen} onSelect={setSelected} />
        </>
      )}
    </Screen>
  );
}
