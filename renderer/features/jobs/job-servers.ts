import type { ExecutionView, JobView } from "../../bridge/views.ts";

/** One server of a job, and how it stands there. */
export interface JobServer {
  readonly key: string;
  readonly name: string;
  readonly serverId: number | undefined;
  /** The latest one; undefined where it has not begun. */
  readonly execution: ExecutionView | undefined;
  readonly attempts: number;
}

/** The servers of a job, those on which something went wrong first, those not begun last. */
export function serversOfJob(job: Pick<JobView, "executions" | "notBegun">): readonly JobServer[] {
  const byPlace = Map.groupBy(job.executions, ({ serverId, target }) => serverId ?? target);
  const begun = [...byPlace].map(([place, executions]): JobServer => {
    const execution = executions.reduce((left, right) => (right.attempt > left.attempt ? right : left));
    const { target: name, serverId } = execution;
    return { key: String(place), name, serverId, execution, attempts: executions.length };
  });
  const left = job.notBegun.map(({ serverId, name }): JobServer => {
    return { key: String(serverId), name, serverId, execution: undefined, attempts: 0 };
  });
  return [...begun.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name)), ...left];
}

function rank({ execution }: JobServer): number {
  if (execution?.finishedAt === undefined) return 1;
  return execution.status === "completed" ? 2 : 0;
}

/** Whether trying again can be limited to some of the servers: it went well on others, or was not tried on all. */
export function canRetryFailed(job: JobView): boolean {
  if (job.finishedAt === undefined) return false;
  const servers = serversOfJob(job).filter(({ serverId }) => serverId !== undefined);
  const succeeded = servers.filter(({ execution }) => execution?.status === "completed").length;
  return servers.length > 1 && succeeded < servers.length && (succeeded > 0 || job.notBegun.length > 0);
}
