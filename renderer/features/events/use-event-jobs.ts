import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";

/** How many of the latest jobs the figures of an event are worked out from. */
export const recordedJobs = 100;

/** The latest jobs of an event, newest first, live. */
export function useEventJobs(eventId: number, limit: number = recordedJobs) {
  const api = useApi();
  return useQuery(api.jobs.list.queryOptions({ eventId, limit }, { placeholderData: keepPreviousData }));
}
