import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { failureKinds, type FailureReason } from "../../../shared/failure.ts";
import { useApi } from "../../bridge/api.tsx";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { goodRunsAsked, hasGoodRunBefore } from "./good-run.ts";

export interface FailurePlacesProps {
  readonly job: JobView;
  readonly reason: FailureReason;
  /** The execution that failed so; undefined when the attempt failed before there was one. */
  readonly failing: ExecutionView | undefined;
}

/** Where what the remedy asks for is done; for a script's own failure, where one sees what was different. */
export function FailurePlaces({ job, reason, failing }: FailurePlacesProps) {
  const { concern } = failureKinds[reason];
  const serverId = failing?.serverId;
  return (
    <>
      {serverId !== undefined && (concern === "server" || reason === "secret_missing") && (
        <Place label="Open the server" href={paths.server(serverId)} />
      )}
      {isOfEvent(reason, serverId) && <Place label="Edit the event" href={paths.editEvent(job.eventId)} />}
      {reason === "image_missing" && <Place label="Open the images" href={paths.images()} />}
      {reason === "disk_full" && <Place label="Open the settings" href={paths.settings()} />}
      {concern === "script" && reason !== "cancelled" && job.finishedAt !== undefined && <GoodRun job={job} />}
    </>
  );
}

/** Offered once it is known that there is one. */
function GoodRun({ job }: { readonly job: JobView }) {
  const api = useApi();
  const { eventId } = job;
  const completed = useQuery(api.jobs.list.queryOptions({ eventId, statuses: ["completed"], limit: goodRunsAsked }));
  if (!hasGoodRunBefore(job, completed.data)) return null;
  return <Place label="Compare with the last good run" href={paths.job(job.id, { tab: "compare" })} />;
}

/** Whether the event's own fields are what one may have to change. */
function isOfEvent(reason: FailureReason, serverId: number | undefined): boolean {
  switch (reason) {
    case "timed_out":
    case "out_of_memory":
    case "docker_unavailable":
    case "container_failed":
    case "interpreter_missing":
      return true;
    default:
      return failureKinds[reason].concern === "event" || (failureKinds[reason].concern === "server" && !serverId);
  }
}

function Place({ label, href }: { readonly label: string; readonly href: string }) {
  return (
    <Button component="a" variant="default" href={href}>
      {label}
    </Button>
  );
}
