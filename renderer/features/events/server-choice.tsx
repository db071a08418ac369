import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../bridge/api.tsx";
import type { ServerView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel, TroublePanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./event-editor.module.css";
import type { EventForm } from "./event-form.ts";
import { RolloutFields } from "./rollout-fields.tsx";

/** Longer lists get a field to search them. */
const searchableCount = 8;

/** Those that a choice of servers and groups comes down to, each once. */
function chosenServers(
  servers: readonly ServerView[],
  serverIds: readonly number[],
  groups: readonly string[],
): readonly ServerView[] {
  return servers.filter(
    (server) => serverIds.includes(server.id) || server.groups.some((group) => groups.includes(group)),
  );
}

function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}

/** Which servers and groups it runs on, with how each of them is right now. */
export function ServerChoice({ form }: { readonly form: EventForm }) {
  const { draft, change, field } = form;
  const api = useApi();
  const [search, setSearch] = useState("");
  const servers = useQuery(api.servers.list.queryOptions({}));
  if (servers.error !== null && servers.data === undefined) {
    return (
      <ErrorPanel
        title="The servers could not be listed"
        error={servers.error}
        onRetry={() => void servers.refetch()}
      />
    );
  }
  if (servers.data === undefined) return <LoadingRows rows={3} />;
  if (servers.data.length === 0 && draft.groups.length === 0) {
    return (
      <div id={field("run.serverIds").id} tabIndex={-1}>
        <EmptyState
          compact
          sentence="There is no server yet to run on."
          action={
            <Button
              component="a"
              variant="default"
              href={paths.servers({ add: 1 })}
              leftSection={<IconPlus size={14} aria-hidden />}
            >
              Add a server
            </Button>
          }
        />
        {field("run.serverIds").error !== undefined && <p className={styles.error}>{field("run.serverIds").error}</p>}
      </div>
    );
  }
  const groups = [...new Set([...draft.groups, ...servers.data.flatMap((server) => server.groups)])].sort();
  const wanted = search.trim().toLowerCase();
  const shown = servers.data.filter((server) =>
    `${server.name} ${server.address} ${server.groups.join(" ")}`.toLowerCase().includes(wanted),
  );
  const chosen = chosenServers(servers.data, draft.serverIds, draft.groups);
  const emptyGroups = draft.groups.filter((group) => chosenServers(chosen, [], [group]).length === 0);
  const error = field("run.serverIds").error ?? field("run.groups").error ?? field("run").error;
  return (
    <div
      className={styles.fields}
      id={field("run.serverIds").id}
      tabIndex={-1}
      role="group"
      aria-label="Servers and groups"
    >
      {groups.length > 0 && (
        <div className={styles.groups} role="group" aria-label="Groups" id={field("run.groups").id}>
          {groups.map((group) => (
            <Checkbox
              key={group}
              label={`${group} (${String(servers.data.filter((server) => server.groups.includes(group)).length)})`}
              checked={draft.groups.includes(group)}
              onChange={() => change({ groups: toggled(draft.groups, group) }, "run")}
            />
          ))}
        </div>
      )}
      {servers.data.length > searchableCount && (
        <TextInput
          aria-label="Search servers"
          placeholder="Search servers"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(input) => setSearch(input.currentTarget.value)}
        />
      )}
      <ul className={styles.servers} aria-label="Servers">
        {shown.map((server) => {
          const throughGroup = server.groups.find((group) => draft.groups.includes(group));
          return (
            <li key={server.id} className={styles.server}>
              <Checkbox
                label={server.name}
                checked={throughGroup !== undefined || draft.serverIds.includes(server.id)}
                disabled={throughGroup !== undefined}
                onChange={() => change({ serverIds: toggled(draft.serverIds, server.id) }, "run")}
              />
              <span className={styles.address}>
                {throughGroup === undefined
                  ? `${server.username}@${server.address}${server.port === 22 ? "" : `:${String(server.port)}`}`
                  : `through ${throughGroup}`}
              </span>
              <ServerStatusBadge status={server.status} />
            </li>
          );
        })}
        {shown.length === 0 && <li className={styles.hint}>No server is called that.</li>}
      </ul>
      {error !== undefined ? (
        <p className={styles.error}>{error}</p>
      ) : (
        <p className={styles.hint} role="status">
          {chosen.length === 0
            ? draft.groups.length === 0
              ? "Nothing chosen yet."
              : "Runs on no server yet."
            : `Runs on ${counted(chosen.length, "server")}.`}
        </p>
      )}
      {emptyGroups.length > 0 && (
        <TroublePanel
          tone="partial"
          title={`${emptyGroups.join(", ")} ${emptyGroups.length === 1 ? "has" : "have"} no server`}
          message={
            chosen.length === 0
              ? "The event can be saved, but its runs fail until a server is put there."
              : "It runs on the other servers alone until one is put there."
          }
          remedy="A group is looked up at each run. Put a server into it by editing that server."
        />
      )}
      {(chosen.length > 1 || draft.groups.length > 0) && <RolloutFields form={form} servers={chosen.length} />}
    </div>
  );
}
