import { readJobDefinition, type JobDefinition } from "../queue/job-definition.ts";

/** What a server was given, as it is stored with the delegation. */
export interface GivenWork {
  /** What each of its jobs does. */
  readonly job: JobDefinition;
  /** Where it lies on the server: it stays there, whatever is chosen for the server meanwhile. */
  readonly directory: string;
  /** Whose account on which host it was given to, as `accountOf` writes it. */
  readonly account: string;
  /**
   * Everything due up to here was in the ledger, epoch milliseconds, before anybody knew again that it was left: what
   * ran there of that has a job, and the ledger stays as it is.
   */
  readonly settledAt?: number;
}

export function readGivenWork(text: string): GivenWork {
  const { job, ...place } = JSON.parse(text) as Omit<GivenWork, "job"> & { readonly job: unknown };
  return { ...place, job: readJobDefinition(JSON.stringify(job)) };
}

/** An account on a server in a person's words, such as `deploy@192.0.2.1:22`. */
export function accountOf({
  username,
  address,
  port,
}: {
  readonly username: string;
  readonly address: string;
  readonly port: number;
}): string {
  return `${username}@${address}:${String(port)}`;
}

export function writeGivenWork(work: GivenWork): string {
  return JSON.stringify(work);
}
