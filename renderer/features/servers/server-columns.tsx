import type { ServerView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { Chips } from "../../ui/chips.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ServerStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { loginOf } from "./server-words.ts";
import styles from "./servers.module.css";

/** The columns of the list of servers. */
export const serverColumns: readonly Column<ServerView>[] = [
  {
    key: "name",
    title: "Name",
    cell: (server) => (
      <span className={styles.nameCell}>
        <a href={paths.server(server.id)}>{server.name}</a>
        <span className={styles.login}>{loginOf(server)}</span>
      </span>
    ),
  },
  {
    key: "status",
    title: "Status",
    width: 170,
    cell: (server) => <ServerStatusBadge status={server.status} archived={server.archived} />,
  },
  { key: "groups", title: "Groups", width: 180, cell: (server) => <Chips names={server.groups} shown={2} /> },
  { key: "events", title: "Events", width: 72, align: "end", cell: (server) => server.eventCount },
  {
    key: "running",
    title: "Running",
    width: 76,
    align: "end",
    cell: (server) =>
      server.concurrency === null
        ? server.runningCount
        : `${String(server.runningCount)} of ${String(server.concurrency)}`,
  },
  {
    key: "latency",
    title: "Answers in",
    width: 90,
    align: "end",
    cell: (server) => (server.latencyMs === undefined ? "" : elapsedText(server.latencyMs)),
  },
  {
    key: "checked",
    title: "Checked",
    width: 130,
    cell: (server) => (server.checkedAt === undefined ? "Never" : <RelativeTime at={server.checkedAt} />),
  },
];
