import type { SearchHit } from "../../bridge/views.ts";

/** What was found in the logs of one job. */
export interface JobHits {
  readonly job: SearchHit;
  readonly logs: readonly SearchHit[];
}

/** Puts the logs of a job together, where the first of them was found. */
export function groupHits(hits: readonly SearchHit[]): readonly JobHits[] {
  return [...Map.groupBy(hits, (hit) => hit.jobId).values()].flatMap((logs) => {
    const [job] = logs;
    return job === undefined ? [] : [{ job, logs }];
  });
}
