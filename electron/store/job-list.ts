import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { JobQuery } from "../../shared/job.ts";
import { unfinishedJobStatuses, type JobStatus } from "../../shared/words.ts";
import {
  all,
  endedJobStatuses,
  eventsNamed,
  hasStatus,
  isNamed,
  isUnfinished,
  jobsOf,
  plainReach,
  ranOn,
  unfinishedJobs,
  type Piece,
  type PlainReach,
} from "./job-reach.ts";
import type { Database, JobRow } from "./tables.ts";

export type JobSelection = JobQuery & Pick<PlainReach, "untilMs">;

/** Finds the newest of some jobs along one index: a SELECT of `id` and `queued_at`. */
type Stream = RawBuilder<unknown>;

/**
 * Jobs newest first; asks for one more than `limit` to know whether there are more. Each status is followed along an
 * index of its own, and what they find is merged: so a page takes as long among a million jobs as among a thousand.
 */
export async function listJobs(database: Database, query: JobQuery): Promise<JobRow[]> {
  const found = await newestJobs(database, query);
  const { rows } = await sql<JobRow>`
    SELECT jobs.* FROM (${found}) AS found JOIN jobs ON jobs.id = found.id
    ORDER BY found.queued_at DESC, found.id DESC LIMIT ${query.limit + 1}`.execute(database);
  return rows;
}

/** The same jobs and one more than `limit` for each status, as a table of `id` and `queued_at` in no order. */
export async function newestJobs(database: Database, query: JobSelection): Promise<RawBuilder<unknown>> {
  const streams = await streamsOf(database, query);
  return sql.join(
    streams.map((stream) => sql`SELECT * FROM (${stream})`),
    sql` UNION ALL `,
  );
}

async function streamsOf(database: Database, query: JobSelection): Promise<readonly Stream[]> {
  const search = query.search === "" ? undefined : query.search;
  const statuses = query.statuses === undefined || query.statuses.length === 0 ? undefined : query.statuses;
  if (query.serverId !== undefined) return serverStreams(query, query.serverId, search, statuses);
  if (search !== undefined && query.eventId === undefined && (await isRare(database, search))) {
    return eachStatus(statuses, (status) => eventByEvent(query, search, status));
  }
  const named = search === undefined ? [] : [isNamed(search)];
  return eachStatus(statuses, (status) =>
    newest(query, { table: jobsOf(status), key: "id" }, [...statusOf(status), ...named]),
  );
}

/** One stream for all statuses where none is chosen, else one for each. */
function eachStatus(
  statuses: readonly JobStatus[] | undefined,
  stream: (status: JobStatus | undefined) => Stream,
): readonly Stream[] {
  return statuses === undefined ? [stream(undefined)] : [...new Set(statuses)].map(stream);
}

function statusOf(status: JobStatus | undefined): readonly Piece[] {
  return status === undefined ? [] : [hasStatus(status)];
}

interface Source {
  readonly table: RawBuilder<unknown>;
  /** The column with the job's id. */
  readonly key: "id" | "job_id";
  /** What is found of each: the key, unless said otherwise. */
  readonly found?: "rowid";
}

/** The newest of a table's jobs for which the conditions hold, too. */
function newest(query: JobSelection, { table, key, found }: Source, conditions: readonly Piece[]): Stream {
  const id = sql.ref(key);
  const { after, limit } = query;
  const earlier =
    after === undefined
      ? []
      : [sql<SqlBool>`(queued_at, ${id}) < (SELECT queued_at, id FROM jobs AS earlier WHERE earlier.id = ${after})`];
  return sql`SELECT ${sql.ref(found ?? key)} AS id, queued_at FROM ${table}
    WHERE ${all([...plainReach(query), ...conditions, ...earlier])} ORDER BY queued_at DESC, ${id} DESC LIMIT ${limit + 1}`;
}

/** Ended jobs of a server are listed for it; of those that have not ended, which are few, each is looked at. */
function serverStreams(
  query: JobSelection,
  serverId: number,
  search: string | undefined,
  statuses: readonly JobStatus[] | undefined,
): readonly Stream[] {
  const unfinished: readonly JobStatus[] = unfinishedJobStatuses;
  const chosen = statuses ?? [...unfinished, ...endedJobStatuses];
  const named =
    search === undefined
      ? []
      : [
          sql<SqlBool>`event_id IN (SELECT event_id FROM (${eventsNamed(search)}))`,
          sql<SqlBool>`EXISTS (SELECT 1 FROM jobs WHERE jobs.id = server_jobs.job_id AND ${isNamed(search)})`,
        ];
  return chosen.map((status) => {
    if (unfinished.includes(status)) {
      const own = search === undefined ? [] : [isNamed(search)];
      return newest(query, { table: jobsOf(status), key: "id" }, [hasStatus(status), ranOn(serverId), ...own]);
    }
    const onServer = sql<SqlBool>`server_id = ${serverId} AND status = ${sql.lit(status)}`;
    return newest(query, { table: sql`server_jobs`, key: "job_id" }, [onServer, ...named]);
  });
}

/**
 * Whether so few jobs have such a name that going through each event's is less work than going through all by time
 * until a page is full: that takes some `limit` times all jobs over those with the name, this `limit` times the events.
 */
async function isRare(database: Database, search: string): Promise<boolean> {
  const { rows } = await sql<{ events: number; named: number; total: number }>`
    SELECT count(DISTINCT event_id) FILTER (WHERE ${isNamed(search)}) AS events,
      coalesce(sum(count) FILTER (WHERE ${isNamed(search)}), 0) AS named, coalesce(sum(count), 0) AS total
    FROM ended_counts`.execute(database);
  const { events, named, total } = rows[0] ?? { events: 0, named: 0, total: 0 };
  return named * events < total;
}

/** The newest with a name, found in each event that has jobs of it. */
function eventByEvent(query: JobSelection, search: string, status: JobStatus | undefined): Stream {
  const own = newest(query, { table: sql`jobs AS own`, key: "id", found: "rowid" }, [
    sql<SqlBool>`own.event_id = named.event_id`,
    isNamed(search),
    ...statusOf(status),
  ]);
  return sql`SELECT jobs.id, jobs.queued_at FROM
    (SELECT event_id FROM (${eventsNamed(search)})
      UNION SELECT event_id FROM ${unfinishedJobs} WHERE ${isUnfinished} AND ${isNamed(search)}) AS named
    CROSS JOIN jobs ON jobs.rowid IN (SELECT id FROM (${own}))`;
}
