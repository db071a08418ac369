import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { actionWords } from "../../ui/message-words.ts";
import { MessageStatusBadge } from "../../ui/status-badge.tsx";
import styles from "./job-consequences.module.css";

/** What the job followed from, and what followed from it; nothing where it stands alone. */
export function JobConsequences({ job }: { readonly job: JobView }) {
  const api = useApi();
  const { data } = useQuery(api.outbox.ofJob.queryOptions({ jobId: job.id }));
  const { causedBy, caused } = data ?? { causedBy: undefined, caused: [] };
  const { retryOf, retriedAs } = job;
  if (causedBy === undefined && caused.length === 0 && retryOf === undefined && retriedAs.length === 0) return null;
  return (
    <ul className={styles.line} aria-label="Before and after">
      {retryOf !== undefined && (
        <li className={styles.item}>
          <span className={styles.label}>Does again </span>
          <a href={paths.job(retryOf)}>an earlier job</a>
        </li>
      )}
      {causedBy !== undefined && (
        <li className={styles.item}>
          <span className={styles.label}>Follows from </span>
          <a href={paths.job(causedBy.jobId)}>{causedBy.eventName ?? causedBy.jobId}</a>
        </li>
      )}
      {retriedAs.map((jobId, index) => (
        <li key={jobId} className={styles.item}>
          <span className={styles.label}>Run again as </span>
          <a href={paths.job(jobId)}>{retriedAs.length === 1 ? "a new job" : `new job ${String(index + 1)}`}</a>
        </li>
      ))}
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
