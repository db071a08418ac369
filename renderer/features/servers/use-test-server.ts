import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";

/** The test of a server. It counts as under way until what it has changed is on screen, so that both agree. */
export function useTestServer() {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation(
    api.servers.test.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(api.servers.pathFilter()),
    }),
  );
}
