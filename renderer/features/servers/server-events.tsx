import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { ServerEvent } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Section } from "../../ui/section.tsx";
import { EventStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";

const columns: readonly Column<ServerEvent>[] = [
  { key: "name", title: "Event", cell: (event) => <a href={paths.event(event.id)}>{event.name}</a> },
  { key: "status", title: "Status", width: 130, cell: (event) => <EventStatusBadge status={event.status} /> },
  {
    key: "way",
    title: "Because of",
    width: 230,
    cell: (event) =>
      [...(event.byName ? ["its name"] : []), ...event.groups.map((group) => `the group ${group}`)].join(", "),
  },
  { key: "others", title: "Elsewhere", width: 120, cell: (event) => (event.onlyHere ? "Only here" : "Elsewhere, too") },
];

/** The events that run on a server. */
export function ServerEvents({ serverId }: { readonly serverId: number }) {
  const api = useApi();
  const events = useQuery(api.servers.events.queryOptions({ id: serverId }));
  return (
    <Section title="Events here" flush>
      {events.isPending && <LoadingRows rows={2} />}
      {events.error !== null && <ErrorPanel title="The events could not be read" error={events.error} />}
      {events.data?.length === 0 && <EmptyState compact sentence="No event runs on this server." />}
      {events.data !== undefined && events.data.length > 0 && (
        <DataTable
          label="Events on this server"
          rows={events.data}
          rowKey={(event) => String(event.id)}
          columns={columns}
          rowHref={(event) => paths.event(event.id)}
          height="content"
          plain
        />
      )}
    </Section>
  );
}
