import { readJobDefinition, type JobDefinition } from "../queue/job-definition.ts";

/** What a server was given, as it is stored with the delegation. */
export interface GivenWork {
  /** What each of its jobs does. */
  readonly job: JobDefinition;
  /** Where it lies on the server: it stays there, whatever is chosen for the server meanwhile. */
  readonly directory: string;
}

export function readGivenWork(text: string): GivenWork {
  const { job, directory } = JSON.parse(text) as { readonly job: unknown; readonly directory: string };
  return { job: readJobDefinition(JSON.stringify(job)), directory };
}

export function writeGivenWork(work: GivenWork): string {
  return JSON.stringify(work);
}
