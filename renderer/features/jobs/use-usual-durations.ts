import { useQuery } from "@tanstack/react-query";
import { useApiClient } from "../../bridge/api.tsx";

/** How old the history may be, milliseconds. It changes slowly, and is asked for of all events at once. */
const goodForMs = 60_000;

/**
 * The latest durations of each event, milliseconds, by the event's id.
 * @param isWanted false as long as there is something more urgent to ask for: none are known then
 */
export function useUsualDurations(isWanted: boolean): ReadonlyMap<number, readonly number[]> {
  const client = useApiClient();
  const events = useQuery({
    queryKey: ["usual durations"],
    queryFn: ({ signal }) => client.events.list.query({}, { signal }),
    enabled: isWanted,
    staleTime: goodForMs,
    refetchInterval: goodForMs,
    select: (list) =>
      new Map(
        list.map((event) => [
          event.id,
          event.recent.flatMap((run) =>
            run.status === "completed" && run.durationMs !== undefined ? [run.durationMs] : [],
          ),
        ]),
      ),
  });
  return events.data ?? noDurations;
}

const noDurations: ReadonlyMap<number, readonly number[]> = new Map();
