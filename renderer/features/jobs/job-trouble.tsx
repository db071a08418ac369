import { Button } from "@mantine/core";
import { failureKinds } from "../../../shared/failure.ts";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { TroublePanel } from "../../ui/error-panel.tsx";
import { counted } from "../../ui/plural.ts";
import { latestAttempt } from "./choose-execution.ts";
import { targetWords } from "./job-words.ts";
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

const titles: Readonly<Partial<Record<JobView["status"], string>>> = {
  failed: "This run failed",
  timeout: "This run was stopped at its timeout",
  partial: "This run failed on some of its targets",
  queued: "The attempt before failed; it is tried again",
  claimed: "The attempt before failed; it is tried again",
  running: "The attempt before failed; it is tried again",
};

function Failure({ job }: { readonly job: JobView }) {
  const { failure } = job;
  const title = titles[job.status];
  if (failure === undefined || title === undefined) return null;
  const again = job.status === "queued" || job.status === "claimed" || job.status === "running";
  const kind = failureKinds[failure.reason];
  const failing = latestAttempt(job.executions).find((execution) => execution.failure !== undefined);
  const message = again ? failure.message : withPlace(failure.message, failing, job);
  return (
    <TroublePanel
      tone={again || job.status === "partial" ? "partial" : "failed"}
      title={title}
      message={message}
      remedy={[again ? "" : kind.remedy, job.triedAgain ?? ""].filter((text) => text !== "").join(" ") || undefined}
      raw={JSON.stringify({ reason: failure.reason, message: failure.message, exitCode: job.exitCode }, null, 2)}
      actions={!again && <Remedies job={job} serverId={failing?.serverId} concern={kind.concern} />}
    />
  );
}

/** Names the one place it failed at; a message about several names them itself. */
function withPlace(message: string, failing: ExecutionView | undefined, job: JobView): string {
  if (failing === undefined || job.targets.length > 1 || message.includes(failing.target)) return message;
  return `${message.replace(/\.$/, "")}, on ${targetWords(failing.target)}.`;
}

interface RemediesProps {
  readonly job: JobView;
  readonly serverId: number | undefined;
  readonly concern: (typeof failureKinds)[keyof typeof failureKinds]["concern"];
}

/** The places where what the remedy asks for is done, and where one sees what was different. */
function Remedies(props: RemediesProps) {
  return (
    <>
      <Place {...props} />
      <Button component="a" variant="default" href={paths.job(props.job.id, { tab: "compare" })}>
        Compare with the last good run
      </Button>
    </>
  );
}

function Place({ job, serverId, concern }: RemediesProps) {
  if (concern === "server" && serverId !== undefined) {
    return (
      <Button component="a" variant="default" href={paths.server(serverId)}>
        Open the server
      </Button>
    );
  }
  if (concern === "event" || job.status === "timeout") {
    return (
      <Button component="a" variant="default" href={paths.editEvent(job.eventId)}>
        Edit the event
      </Button>
    );
  }
  return null;
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
