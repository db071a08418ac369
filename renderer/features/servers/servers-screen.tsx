import { Button, SegmentedControl, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ServerView } from "../../bridge/views.ts";
import { useShortcut } from "../../keyboard/shortcuts.ts";
import { usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FilterField } from "../../ui/filter-field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import { TagFilter } from "../../ui/tag-filter.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { GroupOptionsDialog } from "./group-options-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { NoServers } from "./no-servers.tsx";
import { ServerDialog } from "./server-dialog.tsx";
import { fewServerColumns, mostServerColumns, serverColumns } from "./server-columns.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";
import { orderServers, serverOrders } from "./server-order.ts";
import { serverMatches, summaryOf } from "./server-words.ts";
import { useServerActions } from "./use-server-actions.ts";

/** The servers: which there are, and how each is. */
export function ServersScreen() {
  const api = useApi();
  const [query, change] = usePlaceQuery();
  const [editing, setEditing] = useState<ServerView>();
  const isArchive = query.get("archived") === "1";
  const text = query.get("search") ?? "";
  const group = query.get("group") ?? "";
  const servers = useQuery(api.servers.list.queryOptions({ archived: isArchive }));
  const actions = useServerActions();
  const isWidest = useMediaQuery("(min-width: 1400px)", true, { getInitialValueInEffect: false });
  const isWide = useMediaQuery("(min-width: 1180px)", true, { getInitialValueInEffect: false });
  const isAdding = query.get("add") === "1";
  const [restoring, setRestoring] = useState<ServerView>();
  const [choosingFor, setChoosingFor] = useState<string>();
  const known = useQuery(api.groups.list.queryOptions());
  const add = (): void => change({ add: 1 });
  useShortcut({ keys: "n", label: "Add a server", group: "This screen" }, add);
  const all = servers.data ?? [];
  const groups = [...new Set(all.flatMap((server) => server.groups))].sort();
  const tag = query.get("tag") ?? "";
  const tags = [...new Set(all.flatMap((server) => server.tags))].sort();
  const order = serverOrders.find(({ value }) => value === query.get("order"))?.value ?? "name";
  const rows = orderServers(
    all.filter(
      (server) =>
        serverMatches(server, text) &&
        (group === "" || server.groups.includes(group)) &&
        (tag === "" || server.tags.includes(tag)),
    ),
    order,
  );
  const isEmpty = servers.data?.length === 0;
  return (
    <Screen height="fill">
      <PageHeader
        title="Servers"
        subtitle={servers.data === undefined || isArchive ? "" : summaryOf(servers.data)}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconFileImport size={15} aria-hidden />}
              onClick={() => change({ import: 1 })}
            >
              Import
            </Button>
            <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
              Add server
            </Button>
          </>
        }
      />
      {servers.data !== undefined && (
        <Toolbar
          end={
            <SegmentedControl
              aria-label="Which servers"
              data={[
                { value: "", label: "In use" },
                { value: "1", label: "Archived" },
              ]}
              value={isArchive ? "1" : ""}
              onChange={(archived) => change({ archived, group: undefined, tag: undefined })}
            />
          }
        >
          {!isEmpty && (
            <>
              {" "}
              <FilterField label="Filter servers" value={text} onChange={(search) => change({ search })} />
              {groups.length > 0 && (
                <Select
                  aria-label="Group"
                  placeholder="Every group"
                  w={160}
                  clearable
                  data={groups}
                  value={group === "" ? null : group}
                  onChange={(value) => change({ group: value ?? undefined })}
                />
              )}
              {group !== "" && (
                <Button variant="default" onClick={() => setChoosingFor(group)}>
                  Options of {group}
                </Button>
              )}
              <TagFilter
                tags={tags}
                value={tag === "" ? undefined : tag}
                onChange={(value) => change({ tag: value })}
              />
              <Select
                aria-label="Order"
                w={170}
                data={[...serverOrders]}
                value={order}
                allowDeselect={false}
                onChange={(value) => change({ order: value === "name" ? undefined : (value ?? undefined) })}
              />
            </>
          )}
        </Toolbar>
      )}
      {servers.error !== null && servers.data === undefined && (
        <ErrorPanel
          title="The servers could not be read"
          error={servers.error}
          onRetry={() => void servers.refetch()}
        />
      )}
      {servers.isPending && <LoadingRows />}
      {isEmpty && !isArchive && <NoServers onAdd={add} onImport={() => change({ import: 1 })} />}
      {isEmpty && isArchive && <EmptyState sentence="No server is archived." />}
      {!isEmpty && servers.data !== undefined && rows.length === 0 && (
        <EmptyState
          sentence="No server matches the filter."
          action={
            <Button variant="default" onClick={() => change({ search: undefined, group: undefined, tag: undefined })}>
              Clear the filter
            </Button>
          }
        />
      )}
      {rows.length > 0 && (
        <DataTable
          label="Servers"
          rows={rows}
          rowKey={(server) => String(server.id)}
          columns={isWidest ? serverColumns : isWide ? mostServerColumns : fewServerColumns}
          rowHref={(server) => paths.server(server.id)}
          rowActions={(server) =>
            actions.menu(server, { edit: () => setEditing(server), restore: () => setRestoring(server) })
          }
          rowKeys={{ t: actions.test, e: setEditing }}
        />
      )}
      <ServerDialog
        subject={isAdding ? "new" : editing}
        onClose={() => {
          setEditing(undefined);
          if (isAdding) change({ add: undefined });
        }}
      />
      <ImportDialog opened={query.get("import") === "1"} onClose={() => change({ import: undefined })} />
      <RestoreDialog server={restoring} onClose={() => setRestoring(undefined)} />
      <GroupOptionsDialog
        group={
          choosingFor === undefined || known.data === undefined
            ? undefined
            : (known.data.find(({ name }) => name === choosingFor) ?? { name: choosingFor, options: {} })
        }
        onClose={() => setChoosingFor(undefined)}
      />
    </Screen>
  );
}
