import { useMutationState } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import type { ServerTest } from "../../bridge/views.ts";
import { useTestServer } from "./use-test-server.ts";

export interface ServerTestState {
  readonly testing: boolean;
  readonly result: ServerTest | undefined;
  readonly error: Error | null;
  readonly test: () => void;
}

/** Tests a server, and follows its tests wherever in the window they were started. */
export function useServerTest(id: number): ServerTestState {
  const api = useApi();
  const mutation = useTestServer();
  const runs = useMutationState({
    filters: {
      mutationKey: api.servers.test.mutationKey(),
      predicate: ({ state }) => (state.variables as { readonly id: number } | undefined)?.id === id,
    },
    select: ({ state }) => ({ status: state.status, data: state.data as ServerTest | undefined, error: state.error }),
  });
  const latest = runs.at(-1);
  return {
    testing: latest?.status === "pending",
    result: latest?.data,
    error: latest?.error ?? null,
    test: () => mutation.mutate({ id }),
  };
}
