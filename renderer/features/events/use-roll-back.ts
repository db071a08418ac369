import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useApi, useApiClient } from "../../bridge/api.tsx";
import type { EventView } from "../../bridge/views.ts";
import { confirm } from "../../ui/confirm.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { askToRollBack } from "./ask-to-roll-back.ts";

/** Rolls an event back to one of its versions, after asking. @param onDone told the new version */
export function useRollBack(event: EventView, onDone: (version: number) => void): (version: number) => void {
  const api = useApi();
  const client = useApiClient();
  const { mutate } = useMutation(api.events.rollback.mutationOptions());
  return useCallback(
    (version: number) => {
      const { id, name, version: present } = event;
      const failed = (error: unknown): void => notifyProblem(`“${name}” could not be rolled back`, error);
      const rollBack = (): void =>
        mutate(
          { id, version, expectedVersion: present },
          {
            onSuccess: (done) => {
              notifyDone(`“${name}” is what it was in version ${String(version)}`);
              onDone(done.version);
            },
            onError: failed,
          },
        );
      client.events.compare
        .query({ id, from: present, to: version })
        .then((comparison) => confirm(askToRollBack(event, comparison, rollBack)), failed);
    },
    [client, event, mutate, onDone],
  );
}
