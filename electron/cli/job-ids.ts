import type { JobStatus } from "../../shared/words.ts";
import type { Client } from "./connect.ts";

/** The contract gives this many jobs at once at most. */
const largestPage = 500;

/** Every job within the filter, the oldest first. @param filter `sinceMs` is epoch milliseconds */
export async function jobIds(
  client: Client,
  filter: {
    readonly statuses: JobStatus[];
    readonly sinceMs: number | undefined;
    readonly eventId: number | undefined;
  },
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await client.jobs.list.query({ ...filter, limit: largestPage, after });
    ids.push(...page.jobs.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids.reverse();
}
