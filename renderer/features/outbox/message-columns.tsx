import type { MessageSummary } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { actionWords, undeliveredWords } from "../../ui/message-words.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { MessageStatusBadge } from "../../ui/status-badge.tsx";
import type { Column } from "../../ui/table-column.ts";
import { classes } from "../../ui/tone-class.ts";
import styles from "./outbox.module.css";

/** What the list shows of each message. */
export const messageColumns: readonly Column<MessageSummary>[] = [
  {
    key: "does",
    title: "What",
    cell: (message) => (
      <a
        className={classes(styles.name, message.status === "dead" && !message.read && styles.unread)}
        href={paths.message(message.id)}
        title={message.destination}
      >
        {actionWords(message.kind, message.destination)}
      </a>
    ),
  },
  { key: "status", title: "Status", width: 122, cell: ({ status }) => <MessageStatusBadge status={status} /> },
  { key: "after", title: "After", width: 200, cell: ({ subject }) => <span title={subject}>{subject}</span> },
  {
    key: "attempts",
    title: "Tries",
    width: 70,
    cell: ({ attempts, attemptsAllowed }) => `${String(attempts)} of ${String(attemptsAllowed)}`,
  },
  { key: "written", title: "Written", width: 110, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  {
    key: "outcome",
    title: "Outcome",
    cell: (message) => {
      const words = outcomeWords(message);
      return (
        <span className={message.error === undefined ? styles.quiet : undefined} title={words}>
          {words}
        </span>
      );
    },
  },
];

function outcomeWords({ kind, error, answer, resultJobId, status }: MessageSummary): string {
  if (error !== undefined) return undeliveredWords(kind, error);
  if (answer !== undefined) return answer;
  if (resultJobId !== undefined) return resultJobId;
  return status === "delivered" ? "Shown" : "";
}
