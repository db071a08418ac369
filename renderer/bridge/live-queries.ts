import { useQueryClient, type QueryFilters } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useMemo } from "react";
import { nowMs } from "../time/clock.ts";
import { useApi, useConnection } from "./api.tsx";

/** Changes that arrive within this time of each other are answered by asking again once, milliseconds. */
const gatherMs = 120;
/** A busy core is asked again no more often than this, milliseconds. */
const restMs = 400;

type Api = ReturnType<typeof useApi>;

/** Which answers may be out of date when something of a noun has changed. */
function staleFilters(api: Api, noun: string): readonly QueryFilters[] {
  const overall = [api.system.overview.pathFilter(), api.system.status.pathFilter()];
  switch (noun) {
    case "event":
      return [
        api.events.pathFilter(),
        api.delegations.pathFilter(),
        api.forecast.pathFilter(),
        api.calendars.pathFilter(),
        api.occurrences.pathFilter(),
        api.absences.pathFilter(),
        ...overall,
      ];
    case "job":
      return [api.jobs.pathFilter(), api.events.pathFilter(), api.servers.pathFilter(), ...overall];
    case "execution":
      // How far a running job is stands in the overview, too.
      return [
        api.jobs.pathFilter(),
        api.servers.pathFilter(),
        api.groups.pathFilter(),
        api.system.overview.pathFilter(),
      ];
    case "occurrence":
      return [api.occurrences.pathFilter(), api.events.pathFilter(), api.absences.pathFilter(), ...overall];
    case "absence":
      return [api.absences.pathFilter(), api.occurrences.pathFilter(), ...overall];
    case "calendar":
      return [api.calendars.pathFilter(), api.forecast.pathFilter(), api.schedules.compare.pathFilter()];
    case "server":
      return [api.servers.pathFilter(), api.groups.pathFilter(), api.forecast.pathFilter(), ...overall];
    case "terminal":
      return [api.terminals.pathFilter()];
    case "variable":
      return [api.variables.pathFilter()];
    case "message":
      return [api.outbox.pathFilter()];
    case "setting":
      return [api.settings.pathFilter(), ...overall];
    default:
      return [api.system.pathFilter(), api.vault.pathFilter()];
  }
}

/**
 * Keeps every answer on screen true: listens to the core's changes and asks again for what they touch. After a gap
 * that could not be filled the core says so, and everything is asked again. Mount once.
 */
export function useLiveQueries(): void {
  const api = useApi();
  const queryClient = useQueryClient();
  const pending = useMemo(() => {
    const nouns = new Set<string>();
    let everything = false;
    let flushedAt = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      flushedAt = nowMs();
      const filters = everything ? [{}] : [...nouns].flatMap((noun) => staleFilters(api, noun));
      everything = false;
      nouns.clear();
      const seen = new Set<string>();
      for (const filter of filters) {
        const name = JSON.stringify(filter.queryKey ?? null);
        if (seen.has(name)) continue;
        seen.add(name);
        void queryClient.invalidateQueries(filter);
      }
    };
    return {
      add(noun: string | undefined): void {
        if (noun === undefined) everything = true;
        else nouns.add(noun);
        timer ??= setTimeout(flush, Math.max(gatherMs, flushedAt + restMs - nowMs()));
      },
      stop(): void {
        clearTimeout(timer);
        timer = undefined;
      },
    };
  }, [api, queryClient]);
  useEffect(() => () => pending.stop(), [pending]);
  const { state, sinceMs } = useConnection();
  useEffect(() => {
    if (state === "open") pending.add(undefined);
  }, [state, sinceMs, pending]);
  useSubscription(
    api.system.changes.subscriptionOptions(
      {},
      {
        onData: ({ data }) => {
          pending.add(data.kind === "change" ? data.change.noun : undefined);
        },
      },
    ),
  );
}
