import type { FailureReason } from "../../../shared/failure.ts";
import { exitCodeMeaning } from "./job-words.ts";
import styles from "./job.module.css";

export interface ExitCodeProps {
  readonly code: number | undefined;
  /** How many targets there were, where some of several failed. */
  readonly targets?: number;
  /** Why it failed, where it did. */
  readonly reason?: FailureReason | undefined;
}

/** An exit code as it was, and what it means where that is known. */
export function ExitCode({ code, targets, reason }: ExitCodeProps) {
  if (code === undefined) return <span className={styles.quiet}>–</span>;
  const meaning = exitCodeMeaning(code, targets, reason);
  return (
    <>
      {code}
      {meaning !== undefined && <span className={styles.quiet}> {meaning}</span>}
    </>
  );
}
