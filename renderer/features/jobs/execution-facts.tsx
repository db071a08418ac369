import { IconCheck, IconX } from "@tabler/icons-react";
import type { ExecutionView } from "../../bridge/views.ts";
import { bytesText } from "../../../shared/bytes-text.ts";
import { elapsedText } from "../../time/format-duration.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ProgressLine } from "../../ui/progress-line.tsx";
import { ExecutionStatusBadge } from "../../ui/status-badge.tsx";
import { targetWords } from "../../ui/target-words.ts";
import { ExitCode } from "./exit-code.tsx";
import { Stopwatch } from "./job-times.tsx";
import { StopEvidence } from "./stop-evidence.tsx";
import styles from "./job.module.css";

/** One execution in a line: where, how it ended, how its log can be checked, and how it was stopped if it was. */
export function ExecutionFacts({ execution }: { readonly execution: ExecutionView }) {
  const { stopProof, report } = execution;
  const progress = report?.progress;
  return (
    <>
      <Facts execution={execution} />
      {progress !== undefined && execution.finishedAt === undefined && (
        <ProgressLine {...progress} label={`Progress on ${targetWords(execution.target)}`} />
      )}
      {stopProof !== undefined && <StopEvidence proof={stopProof} reason={execution.failure?.reason} />}
    </>
  );
}

type Way = NonNullable<ExecutionView["runtimeWay"]>;

const wayWords: Readonly<Record<Way, string>> = { tunnel: "through the SSH connection", bundled: "by files" };
const wayHints: Readonly<Record<Way, string>> = {
  tunnel: "The script asks the program through a door on the server's own loopback.",
  bundled:
    "No connection comes through this server: input and variables came along, and what the script sets is collected from a file.",
};

function Facts({ execution }: { readonly execution: ExecutionView }) {
  const { logBytes, logSha256, logDroppedBytes, report, runtimeWay } = execution;
  return (
    <dl className={styles.facts} aria-label={`Execution on ${targetWords(execution.target)}`}>
      <div>
        <dt>On</dt>
        <dd>{targetWords(execution.target)}</dd>
      </div>
      <div>
        <dt>Status</dt>
        <dd>
          <ExecutionStatusBadge status={execution.status} />
        </dd>
      </div>
      <div>
        <dt>Exit code</dt>
        <dd>
          <ExitCode code={execution.exitCode} reason={execution.failure?.reason} />
        </dd>
      </div>
      <div>
        <dt>Took</dt>
        <dd>
          {execution.durationMs === undefined ? (
            <Stopwatch since={execution.startedAt} />
          ) : (
            elapsedText(execution.durationMs)
          )}
        </dd>
      </div>
      {runtimeWay !== undefined && (
        <div>
          <dt>Runtime API</dt>
          <dd title={wayHints[runtimeWay]}>{wayWords[runtimeWay]}</dd>
        </div>
      )}
      {report?.condition !== undefined && (
        <div>
          <dt>Condition</dt>
          <dd className={styles.condition}>
            {report.condition ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
            {String(report.condition)}
          </dd>
        </div>
      )}
      {logBytes !== undefined && (
        <div>
          <dt>Log</dt>
          <dd>
            {bytesText(logBytes)}
            {logDroppedBytes > 0 && ` kept, ${bytesText(logDroppedBytes)} left out: the log has a limit`}
          </dd>
        </div>
      )}
      {logSha256 !== undefined && logSha256 !== "" && (
        <div>
          <dt>SHA-256</dt>
          <dd className={styles.digest}>
            <code title={logSha256}>{logSha256.slice(0, 12)}…</code>
            <CopyButton text={logSha256} what="the log's SHA-256" />
          </dd>
        </div>
      )}
    </dl>
  );
}
