import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen, Split } from "../../ui/screen.tsx";
import { EventDetail } from "./event-detail.tsx";
import { EventSideList } from "./event-side-list.tsx";

/** One event, with the others beside it where there is room. */
export function EventScreen({ id }: { readonly id: number }) {
  const api = useApi();
  const event = useQuery(api.events.get.queryOptions({ id }));
  return (
    <Split label="Events" list={<EventSideList current={id} />}>
      {event.data !== undefined && event.error === null && <EventDetail event={event.data} />}
      {event.error !== null && (
        <Screen narrow>
          <PageHeader title="Event" />
          <ErrorPanel title="The event could not be shown" error={event.error} onRetry={() => void event.refetch()} />
        </Screen>
      )}
      {event.data === undefined && event.error === null && (
        <Screen>
          <LoadingRows rows={10} />
        </Screen>
      )}
    </Split>
  );
}
