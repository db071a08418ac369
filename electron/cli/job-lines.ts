import { remedyOf } from "../../shared/failure.ts";
import { actionText } from "./action-text.ts";
import type { JobConsequencesAnswer, JobDetails } from "./answers.ts";
import { jobStatusText, statusText, type Paint } from "./paint.ts";
import { stopLines } from "./stop-lines.ts";
import { alignedLines, tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { toldLines } from "./told-lines.ts";
import { waitingLine } from "./waiting-line.ts";
import { exactAndRelative, relativeTime, shortDuration, utcTime } from "./time-text.ts";

/** Everything about one job, as `job show` prints it. @param now epoch milliseconds */
export function jobLines(
  job: JobDetails,
  { causedBy, caused }: JobConsequencesAnswer,
  now: number,
  paint: Paint,
): string[] {
  // Of a job on several servers, each knows best what to do about itself.
  const told = [job, ...job.executions]
    .map(({ failure }) => failure)
    .find((failure) => failure?.remedy !== undefined && failure.reason === job.failure?.reason);
  const rows = [
    ["job", job.id],
    ["event", `${plainText(job.eventName)} (version ${String(job.eventVersion)})`],
    ["status", jobStatusText(paint, job)],
    ...(job.waitingFor === undefined ? [] : [["waiting for", waitingLine(job.waitingFor, now)]]),
    ["source", job.source],
    ...(job.idempotencyKey === undefined ? [] : [["key", plainText(job.idempotencyKey)]]),
    ...(job.input === undefined ? [] : [["input", plainText(JSON.stringify(job.input))]]),
    ...(job.retryOf === undefined
      ? []
      : [["retry of", `${job.retryOf}${job.retriesFailedOnly ? ", on the servers where it failed" : ""}`]]),
    ...job.retriedAs.map((jobId) => ["retried as", jobId]),
    ...(causedBy === undefined
      ? []
      : [["caused by", plainText(`${causedBy.jobId} ${causedBy.eventName ?? "(removed)"}`)]]),
    ...caused.map((message) => [
      "caused",
      `${message.id}: ${plainText(actionText(message.kind, message.destination))}, ${statusText(paint, message.status)}${message.resultJobId === undefined ? "" : ` (${message.resultJobId})`}`,
    ]),
    ["attempt", `${String(job.attempt)} of ${String(job.attemptsAllowed)}`],
    ...(job.exitCode === undefined ? [] : [["exit code", String(job.exitCode)]]),
    ...(job.failure === undefined ? [] : [["why", `${plainText(job.failure.message)} (${job.failure.reason})`]]),
    ...(job.failure === undefined ? [] : [["what to do", plainText(remedyOf(told ?? job.failure))]]),
    ...(told?.line === undefined ? [] : [["the line", plainText(told.line)]]),
    ...(job.status === "needs_attention" ? [["to settle it", settleWords(job.id)]] : []),
    ...(job.triedAgain === undefined ? [] : [["again", job.triedAgain]]),
    ...(job.notBegun.length === 0
      ? []
      : [
          [
            job.finishedAt === undefined ? "not begun" : "not tried",
            plainText(job.notBegun.map(({ name }) => name).join(", ")),
          ],
        ]),
    ...(job.durationMs === undefined ? [] : [["took", shortDuration(job.durationMs)]]),
    ["queued", exactAndRelative(job.queuedAt, now)],
  ];
  const timeline = job.timeline.map(({ at, what, detail }) => [
    `  ${utcTime(at)}`,
    relativeTime(at, now),
    what.replaceAll("_", " "),
    plainText(detail ?? ""),
  ]);
  const heading = ["  n", "target", "attempt", "status", "exit", "took", "bytes", "why"];
  const executions = job.executions.map((execution, index) => [
    `  ${String(index + 1)}`,
    plainText(execution.target),
    String(execution.attempt),
    statusText(paint, execution.status),
    execution.exitCode === undefined ? "–" : String(execution.exitCode),
    execution.durationMs === undefined ? "–" : shortDuration(execution.durationMs),
    bytesText(execution),
    plainText([execution.failure?.message, ...execution.survivors].filter(Boolean).join("; ")),
  ]);
  return [
    ...alignedLines(rows),
    "",
    "timeline",
    ...alignedLines(timeline),
    ...(executions.length === 0 ? [] : ["", "executions", ...tableLines(heading, executions)]),
    ...toldLines(job),
    ...stopLines(job.executions),
  ];
}

function settleWords(id: string): string {
  return `\`cronium job resolve ${id} --as completed\` or \`--as failed\`, or \`cronium job retry ${id}\` to run it again`;
}

function bytesText({ logBytes, logDroppedBytes }: JobDetails["executions"][number]): string {
  if (logBytes === undefined) return "–";
  return logDroppedBytes === 0 ? String(logBytes) : `${String(logBytes)}, ${String(logDroppedBytes)} left out`;
}
