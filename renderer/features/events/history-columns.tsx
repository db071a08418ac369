import type { EventVersion } from "../../bridge/views.ts";
import type { Column } from "../../ui/table-column.ts";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./history.module.css";
import { versionCause, versionChanges } from "./version-words.ts";

/** @param present the version the event has now */
export function historyColumns(present: number): readonly Column<EventVersion>[] {
  return [
    {
      key: "version",
      title: "Version",
      width: 100,
      cell: ({ version }) => (
        <span className={styles.version}>
          <b>{version}</b>
          {version === present && <span className={styles.present}>present</span>}
        </span>
      ),
    },
    {
      key: "saved",
      title: "Saved",
      width: 158,
      cell: ({ savedAt }) => <ZonedTime at={savedAt} seconds />,
    },
    {
      key: "cause",
      title: "Why",
      width: 150,
      cell: (version) => <span title={versionCause(version)}>{versionCause(version)}</span>,
    },
    {
      key: "changes",
      title: "What changed",
      cell: (version) => (
        <span
          className={styles.quiet}
          title={version.changes.map(({ path, from, to }) => `${path}: ${from} → ${to}`).join("\n")}
        >
          {versionChanges(version)}
        </span>
      ),
    },
  ];
}
