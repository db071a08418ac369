import { useEffect, useState, useSyncExternalStore } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import { createLogScroller } from "./log-scroller.ts";
import { createLogSource } from "./log-source.ts";
import type { LogScroller, ScrollerState } from "./scroller-state.ts";

/** Opens an execution's log for as long as the calling component shows it, and keeps it going on. */
export function useLogScroller(executionId: string): readonly [LogScroller, ScrollerState] {
  const client = useApiClient();
  const connection = useConnection();
  const [scroller] = useState(() => createLogScroller(createLogSource(client, executionId)));
  const state = useSyncExternalStore(scroller.subscribe, scroller.state);

  useEffect(() => {
    scroller.start();
    const watching = client.logs.watch.subscribe(
      { executionId },
      {
        onData: ({ data }) => scroller.grown(data.size, data.ended),
        // The connection's own state tells of trouble; reading is tried again once it is back.
        onError: () => undefined,
      },
    );
    return () => {
      watching.unsubscribe();
      scroller.stop();
    };
  }, [client, executionId, scroller]);

  useEffect(() => {
    if (connection.state === "open") scroller.again();
  }, [scroller, connection.state, connection.sinceMs]);

  return [scroller, state];
}
