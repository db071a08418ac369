import { useCallback } from "react";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { useApiClient } from "../../bridge/api.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { JsonValue } from "../../ui/json-value.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { ExecutionList } from "./execution-list.tsx";
import styles from "./job.module.css";

/** Whether any execution of a job has given an output. */
export function hasOutput({ executions }: JobView): boolean {
  return executions.some(({ report }) => report?.outputBytes !== undefined);
}

export interface JobOutputProps {
  readonly job: JobView;
  readonly chosen: ExecutionView | undefined;
}

/** What the scripts of a job gave as their output, one execution at a time. */
export function JobOutput({ job, chosen }: JobOutputProps) {
  return (
    <div className={styles.executions}>
      {job.executions.length > 1 && <ExecutionList job={job} chosenId={chosen?.id} tab="output" />}
      <div className={styles.output}>{chosen !== undefined && <ExecutionOutput job={job} execution={chosen} />}</div>
    </div>
  );
}

function ExecutionOutput({ job, execution }: { readonly job: JobView; readonly execution: ExecutionView }) {
  const client = useApiClient();
  const { id: executionId } = execution;
  const readPart = useCallback(
    (from: number) => client.jobs.output.query({ executionId, from }),
    [client, executionId],
  );
  const { outputBytes, outputStart = "" } = execution.report ?? {};
  if (outputBytes === undefined) {
    return <EmptyState sentence={`The script gave no output on ${targetWords(execution.target)}.`} />;
  }
  return (
    <JsonValue
      // Another output of the same execution is read anew.
      key={`${execution.id} ${String(outputBytes)} ${outputStart}`}
      start={outputStart}
      bytes={outputBytes}
      name="output"
      fileName={`${job.id}-output`}
      readPart={readPart}
    />
  );
}
