import { IconAlertTriangle } from "@tabler/icons-react";
import type { ServerView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { Chips } from "../../ui/chips.tsx";
import { counted } from "../../ui/plural.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { diskShare } from "./server-order.ts";
import { loginOf } from "./server-words.ts";
import styles from "./servers.module.css";

/** The columns of the list of servers. */
export const serverColumns: readonly Column<ServerView>[] = [
  {
    key: "name",
    title: "Name",
    cell: (server) => (
      <span className={styles.nameCell}>
        <a href={paths.server(server.id)} title={server.name}>
          {server.name}
        </a>
        <span className={styles.login} title={loginOf(server)}>
          {loginOf(server)}
        </span>
      </span>
    ),
  },
  { key: "status", title: "Status", width: 185, cell: (server) => <ServerState server={server} /> },
  {
    key: "groups",
    title: "Groups and tags",
    width: 150,
    cell: (server) => <Chips names={[...server.groups, ...server.tags]} shown={2} />,
  },
  {
    key: "system",
    title: "System",
    width: 98,
    // The release has a name and a number; one of them is enough here, and that it is Linux is no news.
    cell: (server) =>
      (server.facts?.distribution ?? server.system ?? "").replace(/ \(.*\)$/, "").replace(" GNU/Linux", ""),
  },
  {
    key: "load",
    title: "Load",
    width: 56,
    align: "end",
    cell: (server) => loadText(server.facts?.load?.[0]),
  },
  {
    key: "disk",
    title: "Disk",
    width: 56,
    align: "end",
    cell: (server) => {
      const share = diskShare(server);
      return share === undefined ? "" : `${String(Math.round(share * 100))} %`;
    },
  },
  {
    key: "running",
    title: "Running",
    width: 70,
    align: "end",
    cell: (server) =>
      server.concurrency === null
        ? server.runningCount
        : `${String(server.runningCount)} of ${String(server.concurrency)}`,
  },
  {
    key: "latency",
    title: "Answers in",
    width: 80,
    align: "end",
    cell: (server) => (server.latencyMs === undefined ? "" : elapsedText(server.latencyMs)),
  },
  {
    key: "seen",
    title: "Last seen",
    width: 124,
    cell: (server) => (server.seenAt === undefined ? "Never" : <RelativeTime at={server.seenAt} />),
  },
];

function loadText(load: number | undefined): string {
  return load?.toFixed(load < 10 ? 2 : 1) ?? "";
}

/** @returns the columns without some: where there is little room, what matters least is left to the server's own page */
function without(...spared: readonly string[]): readonly Column<ServerView>[] {
  return serverColumns.filter(({ key }) => !spared.includes(key));
}

export const mostServerColumns: readonly Column<ServerView>[] = without("latency");
export const fewServerColumns: readonly Column<ServerView>[] = without("groups", "system", "latency");

/** How a server is; one that work waits for says until when, one with warnings how many. */
function ServerState({ server }: { readonly server: ServerView }) {
  if (server.archived) return <ServerStatusBadge status={server.status} archived />;
  if (server.held !== undefined) {
    return (
      <span className={styles.heldCell} title={server.held.reason}>
        <ServerStatusBadge status={server.status} />
        <span className={styles.remark}>
          next try <RelativeTime at={server.held.until} />
        </span>
      </span>
    );
  }
  const count = server.facts?.warnings.length ?? 0;
  return (
    <span className={styles.heldCell}>
      <ServerStatusBadge status={server.status} />
      {count > 0 && (
        <IconAlertTriangle size={14} role="img" aria-label={counted(count, "warning")} className={styles.warningMark} />
      )}
    </span>
  );
}
