import { useEffect, useState, useSyncExternalStore } from "react";
import { useApiClient, useConnection } from "../../bridge/api.tsx";
import { createLogSource } from "../log-pane/log-source.ts";
import { createMergedLog, type MergedLog, type MergedState } from "./merged-log.ts";

const nothing: MergedState = {
  lines: [],
  atStart: true,
  atEnd: true,
  following: true,
  complete: false,
  loaded: false,
  error: undefined,
};
const unsubscribed = (): void => undefined;

/**
 * Opens the logs of several executions as one, for as long as the calling component shows them.
 * @param ids of the executions, separated by spaces
 */
export function useMergedLog(ids: string): readonly [MergedLog | undefined, MergedState] {
  const client = useApiClient();
  const connection = useConnection();
  const [merged, setMerged] = useState<MergedLog>();

  useEffect(() => {
    const executions = ids.split(" ").filter((id) => id !== "");
    const opened = createMergedLog(new Map(executions.map((id) => [id, createLogSource(client, id)])));
    setMerged(opened);
    const watching = executions.map((executionId) =>
      client.logs.watch.subscribe(
        { executionId },
        {
          onData: ({ data }) => opened.grown(executionId, data.size, data.ended),
          // The connection's own state tells of trouble; reading is tried again once it is back.
          onError: () => undefined,
        },
      ),
    );
    return () => {
      for (const watch of watching) watch.unsubscribe();
      opened.stop();
    };
  }, [client, ids]);

  useEffect(() => {
    if (connection.state === "open") merged?.again();
  }, [merged, connection.state, connection.sinceMs]);

  const state = useSyncExternalStore(merged?.subscribe ?? (() => unsubscribed), merged?.state ?? (() => nothing));
  return [merged, state];
}
