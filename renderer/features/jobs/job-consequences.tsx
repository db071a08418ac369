import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { paths } from "../../navigation/paths.ts";
import { actionWords } from "../../ui/message-words.ts";
import { MessageStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./job-consequences.module.css";

/** What the job followed from, and what followed from it; nothing where it stands alone. */
export function JobConsequences({ jobId }: { readonly jobId: string }) {
  const api = useApi();
  const { data } = useQuery(api.outbox.ofJob.queryOptions({ jobId }));
  if (data === undefined || (data.causedBy === undefined && data.caused.length === 0)) return null;
  const { causedBy, caused } = data;
  return (
    <ul className={styles.line} aria-label="Before and after">
      {causedBy !== undefined && (
        <li className={styles.item}>
          <span className={styles.label}>Follows from </span>
          <a href={paths.job(causedBy.jobId)}>{causedBy.eventName ?? causedBy.jobId}</a>
        </li>
      )}
      {[...caused].reverse().map((message) => (
        <li key={message.id} className={styles.item}>
          <span className={styles.label}>Then </span>
          <a href={paths.message(message.id)}>{actionWords(message.kind, message.destination)}</a>
          <MessageStatusBadge status={message.status} />
          {message.resultJobId !== undefined && <a href={paths.job(message.resultJobId)}>its job</a>}
        </li>
      ))}
    </ul>
  );
}
