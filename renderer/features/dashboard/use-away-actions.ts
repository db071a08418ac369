import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { counted } from "../../ui/plural.ts";
import type { AwayEvent, AwaySummary } from "./away-summary.ts";

export interface AwayActions {
  /** Queues one job for each event, in place of the latest due time it missed. */
  readonly run: (events: readonly AwayEvent[]) => void;
  /** Puts away all that is summed up, and what is only counted. */
  readonly dismiss: (summary: AwaySummary) => void;
  readonly busy: boolean;
}

/** What can be done about what was missed. The card follows once the core has done it. */
export function useAwayActions(): AwayActions {
  const api = useApi();
  const runMissed = useMutation(api.absences.runMissed.mutationOptions());
  const acknowledge = useMutation(api.absences.acknowledge.mutationOptions());
  const runAll = async (events: readonly AwayEvent[]): Promise<void> => {
    try {
      for (const [id, own] of Map.groupBy(events, ({ absenceId }) => absenceId)) {
        await runMissed.mutateAsync({ id, eventIds: own.map(({ eventId }) => eventId) });
      }
      const [only] = events;
      notifyDone(
        events.length === 1 && only !== undefined
          ? `“${only.eventName}” is queued`
          : `${counted(events.length, "job is", "jobs are")} queued`,
      );
    } catch (error) {
      notifyProblem("Not everything that was missed could be run", error);
    }
  };
  const dismissAll = async ({ absences: [newest] }: AwaySummary): Promise<void> => {
    if (newest === undefined) return;
    try {
      await acknowledge.mutateAsync({ id: newest.id, andEarlier: true });
      // The card goes, and the focus with it: the answer at the top of the screen takes it.
      document.querySelector<HTMLElement>("main h1")?.focus();
    } catch (error) {
      notifyProblem("It could not be dismissed", error);
    }
  };
  return {
    run: (events) => void runAll(events),
    dismiss: (summary) => void dismissAll(summary),
    busy: runMissed.isPending || acknowledge.isPending,
  };
}
