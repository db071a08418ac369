import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import type { ScrollerState } from "../log-pane/scroller-state.ts";
import { mergedSource } from "./executions.ts";
import { createMergedLog } from "./merged-log.ts";
import { createMergedScroller, type MergedScroller } from "./merged-scroller.ts";

/**
 * Opens the logs of several executions as one, for as long as the calling component shows them.
 * @param ids of the executions, separated by spaces
 */
export function useMergedLog(ids: string): readonly [MergedScroller, ScrollerState] {
  const client = useApiClient();
  const connection = useConnection();
  const { merged, scroller, executions } = useMemo(() => {
    const each = ids.split(" ").filter((id) => id !== "");
    const opened = createMergedLog(new Map(each.map((id) => [id, mergedSource(client, id)])));
    return { merged: opened, scroller: createMergedScroller(opened), executions: each };
  }, [client, ids]);

  // Who reads on stays there when others of the logs are chosen.
  const place = useRef<ReturnType<MergedScroller["place"]>>(undefined);
  useEffect(() => {
    if (place.current !== undefined) scroller.returnTo(place.current);
    merged.start();
    const watching = executions.map((executionId) =>
      client.logs.watch.subscribe(
        { executionId },
        {
          onData: ({ data }) => merged.grown(executionId, data.size, data.ended),
          // The connection's own state tells of trouble; reading is tried again once it is back.
          onError: () => undefined,
        },
      ),
    );
    return () => {
      for (const watch of watching) watch.unsubscribe();
      place.current = scroller.state().following ? undefined : (scroller.place() ?? place.current);
      merged.stop();
    };
  }, [client, merged, scroller, executions]);

  useEffect(() => {
    if (connection.state === "open") merged.again();
  }, [merged, connection.state, connection.sinceMs]);

  return [scroller, useSyncExternalStore(scroller.subscribe, scroller.state)];
}
