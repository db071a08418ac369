import { failureKinds, remedyOf, type Failure as StoredFailure, type FailureReason } from "../../../shared/failure.ts";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { targetWords } from "../../ui/target-words.ts";
import { latestAttempt } from "./choose-execution.ts";
import { FailurePlaces } from "./failure-places.tsx";
import { isUnfinished } from "./job-words.ts";
import { survivorRemedy } from "./survivor-remedy.ts";
import { ResolveButtons } from "./resolve-buttons.tsx";

/** What is wrong with a job, and what to do about it. Nothing when all is well. */
export function JobTrouble({ job }: { readonly job: JobView }) {
  const survived = latestAttempt(job.executions).filter((execution) => execution.survivors.length > 0);
  return (
    <>
      {job.status === "needs_attention" ? <Attention job={job} survived={survived} /> : <Failure job={job} />}
      {job.status !== "needs_attention" && survived.length > 0 && <Survivors executions={survived} />}
    </>
  );
}

interface AttentionProps {
  readonly job: JobView;
  /** Those of its executions that could not be ended wholly. */
  readonly survived: readonly ExecutionView[];
}

function Attention({ job, survived }: AttentionProps) {
  const isAlive = survived.length > 0;
  return (
    <TroublePanel
      tone="attention"
      title={isAlive ? "This run could not be stopped wholly" : "It is not known how this run ended"}
      message={job.failure?.message ?? "The program lost sight of it."}
      remedy={
        isAlive
          ? `${survived.map(survivorRemedy).join(" ")} Then say how the run is to count; nothing is run again by itself before that.`
          : "Look at its log and its effect, then say how it ended. Nothing is run again by itself."
      }
      raw={job.failure === undefined ? undefined : JSON.stringify(job.failure, null, 2)}
      actions={<ResolveButtons job={job} />}
    />
  );
}

function Failure({ job }: { readonly job: JobView }) {
  const { failure } = job;
  if (failure === undefined || job.status === "completed") return null;
  const kind = failureKinds[failure.reason];
  // While it is tried again, it is one of an attempt before that failed.
  const failing = [...latestAttempt(job.executions), ...job.executions].find(
    (execution) => execution.failure?.reason === failure.reason,
  );
  return (
    <TroublePanel
      tone={toneOf(job)}
      title={titleOf(job, kind.title)}
      message={withPlace(failure, failing, job)}
      line={failure.line ?? failing?.failure?.line}
      remedy={[remedyOf({ ...failing?.failure, ...failure }), job.triedAgain ?? ""]
        .filter((text) => text !== "")
        .join(" ")}
      raw={JSON.stringify({ reason: failure.reason, message: failure.message, exitCode: job.exitCode }, null, 2)}
      actions={<FailurePlaces job={job} reason={failure.reason} failing={failing} />}
    />
  );
}

function toneOf(job: JobView): "failed" | "partial" | "cancelled" {
  if (job.status === "cancelled") return "cancelled";
  return isUnfinished(job) || job.status === "partial" ? "partial" : "failed";
}

function titleOf(job: JobView, what: string): string {
  if (isUnfinished(job)) return "The attempt before failed; it is tried again";
  return job.status === "partial" ? "This run failed on some of its targets" : what;
}

/** Messages that say nothing of where. */
const placeless: readonly FailureReason[] = ["nonzero_exit", "timed_out", "out_of_memory", "connect_failed"];

/** Names the one place it failed at; a message about several names them itself. */
function withPlace({ reason, message }: StoredFailure, failing: ExecutionView | undefined, job: JobView): string {
  const isSaid = failing === undefined || job.targets.length > 1 || message.includes(failing.target);
  if (isSaid || !placeless.includes(reason)) return message;
  const place = failing.place === "container" ? "in a container" : `on ${targetWords(failing.target)}`;
  return `${message.replace(/\.$/, "")}, ${place}.`;
}

function Survivors({ executions }: { readonly executions: readonly ExecutionView[] }) {
  const count = executions.reduce((sum, execution) => sum + execution.survivors.length, 0);
  const named = executions.map((execution) => `${targetWords(execution.target)}: ${execution.survivors.join(", ")}`);
  return (
    <TroublePanel
      tone="attention"
      title={`${counted(count, "process", "processes")} still alive`}
      message={`Stopped, but not gone: ${named.join("; ")}.`}
      remedy={executions.map(survivorRemedy).join(" ")}
      raw={JSON.stringify(
        executions.map(({ target, survivors, stopProof }) => ({ target, survivors, stopProof })),
        null,
        2,
      )}
    />
  );
}
