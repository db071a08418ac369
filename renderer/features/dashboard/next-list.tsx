import type { Overview } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ZonedTime } from "../../ui/zoned-time.tsx";
import styles from "./dashboard.module.css";

/** What is due next, in its zone, in the reader's, and from now. */
export function NextList({ next }: { readonly next: Overview["next"] }) {
  if (next.length === 0) return <EmptyState compact sentence="No active event has a time to run at." />;
  return (
    <ul>
      {next.map((due) => (
        <li key={`${String(due.eventId)} ${String(due.dueAt)}`} className={styles.due}>
          <span className={styles.name}>
            <a href={paths.event(due.eventId)}>{due.eventName}</a>
          </span>
          <span className={styles.soon}>
            <RelativeTime at={due.dueAt} zone={due.timezone} />
          </span>
          <span className={styles.quiet}>
            <ZonedTime at={due.dueAt} zone={due.timezone} />
            {due.server !== undefined && `, on ${due.server}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
