import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { JobFilter } from "../../../shared/job.ts";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { JobCounts, JobSummary } from "../../bridge/views.ts";
import { useNow } from "../../time/clock.ts";
import { timeRanges } from "../../ui/time-range.tsx";
import { statusesOf, type ChosenJobs } from "./job-filter.ts";

const pageSize = 200;
/** A time range moves on in steps of this length, milliseconds: each step asks for the list anew. */
const rangeStepMs = 600_000;

export interface JobPages {
  /** Newest first; undefined until the first answer. */
  readonly jobs: readonly JobSummary[] | undefined;
  readonly counts: JobCounts | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  /** Loads the next page, if there is one and none is on its way. */
  readonly more: () => void;
  readonly hasMore: boolean;
}

/** The jobs that were chosen, live, page after page, and how many there are in each status. */
export function useJobPages(chosen: ChosenJobs): JobPages {
  const api = useApi();
  const client = useApiClient();
  const now = useNow(rangeStepMs);
  const { groups, search, range, serverId, eventId } = chosen;
  const reach = useMemo(
    () => ({
      ...(search === "" ? {} : { search }),
      ...(range === undefined ? {} : { sinceMs: now - timeRanges[range].lengthMs }),
      ...(serverId === undefined ? {} : { serverId }),
      ...(eventId === undefined ? {} : { eventId }),
    }),
    [search, range, serverId, eventId, now],
  );
  const statuses = useMemo(() => [...statusesOf(groups)], [groups]);
  const filter = useMemo((): JobFilter => ({ ...reach, statuses, limit: pageSize }), [reach, statuses]);
  const pages = useInfiniteQuery({
    queryKey: [...api.jobs.list.queryKey(filter), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.jobs.list.query({ ...filter, ...(pageParam === "" ? {} : { after: pageParam }) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const counts = useQuery(api.jobs.counts.queryOptions(reach, { placeholderData: keepPreviousData }));
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = pages;
  const jobs = useMemo(() => data?.pages.flatMap((page) => page.jobs), [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    jobs,
    counts: counts.data,
    error: pages.error ?? undefined,
    retry: () => void refetch(),
    more,
    hasMore: hasNextPage,
  };
}
