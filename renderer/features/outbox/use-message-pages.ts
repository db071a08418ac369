import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { MessageFilter } from "../../../shared/outbox.ts";
import type { MessageStatus } from "../../../shared/words.ts";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { MessageCounts, MessageSummary } from "../../bridge/views.ts";

const pageSize = 200;

export interface MessagePages {
  /** Newest first; undefined until the first answer. */
  readonly messages: readonly MessageSummary[] | undefined;
  readonly counts: MessageCounts | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  /** Loads the next page, if there is one and none is on its way. */
  readonly more: () => void;
}

/** The messages that were chosen, live, page after page, and how many there are in each status. */
export function useMessagePages(statuses: readonly MessageStatus[]): MessagePages {
  const api = useApi();
  const client = useApiClient();
  const filter = useMemo(
    (): MessageFilter => ({ ...(statuses.length === 0 ? {} : { statuses: [...statuses] }), limit: pageSize }),
    [statuses],
  );
  const pages = useInfiniteQuery({
    queryKey: [...api.outbox.list.queryKey(filter), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.outbox.list.query({ ...filter, ...(pageParam === "" ? {} : { after: pageParam }) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const counts = useQuery(api.outbox.counts.queryOptions());
  const { data, hasNextPage, isFetching, fetchNextPage, refetch } = pages;
  const messages = useMemo(() => data?.pages.flatMap((page) => page.messages), [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    messages,
    counts: counts.data,
    error: pages.error ?? undefined,
    retry: () => void refetch(),
    more,
  };
}
