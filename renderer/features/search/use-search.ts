import { useCallback, useEffect, useRef, useState } from "react";
import { useApiClient } from "../../bridge/api.tsx";
import type { SearchHit, SearchStep } from "../../bridge/views.ts";
import { nowMs } from "../../time/clock.ts";
import { searchInputOf, type SearchChoice } from "./search-choice.ts";

export interface Search {
  readonly hits: readonly SearchHit[];
  /** Undefined before the first answer. */
  readonly step: SearchStep | undefined;
  readonly state: "idle" | "searching" | "ended" | "cancelled" | "failed";
  readonly error: unknown;
  readonly cancel: () => void;
  /** Goes on where it ended, or begins again after it failed. */
  readonly more: () => void;
  readonly again: () => void;
}

type Found = Pick<Search, "hits" | "step" | "state" | "error">;

const nothing: Found = { hits: [], step: undefined, state: "idle", error: undefined };

/** Searches all logs as the choice says, anew whenever it changes. @param choice undefined: nothing is searched */
export function useSearch(choice: SearchChoice | undefined): Search {
  const client = useApiClient();
  const [found, setFound] = useState(nothing);
  const running = useRef<() => void>(undefined);
  const wanted = choice === undefined ? undefined : JSON.stringify(choice);

  const begin = useCallback(
    (before: readonly SearchHit[], after: string | undefined) => {
      running.current?.();
      if (wanted === undefined) {
        setFound(nothing);
        return;
      }
      let hits = before;
      setFound((last) => ({ ...(after === undefined ? nothing : last), state: "searching" }));
      const input = searchInputOf(JSON.parse(wanted) as SearchChoice, nowMs());
      const subscription = client.search.run.subscribe(
        { ...input, ...(after === undefined ? {} : { after }) },
        {
          onData: (step) => {
            hits = [...(step.first ? before : hits), ...step.hits];
            setFound({ hits, step, state: step.ended ? "ended" : "searching", error: undefined });
          },
          onError: (error) => setFound((last) => ({ ...last, state: "failed", error })),
        },
      );
      running.current = () => subscription.unsubscribe();
    },
    [client, wanted],
  );

  useEffect(() => {
    begin([], undefined);
    return () => running.current?.();
  }, [begin]);

  return {
    ...found,
    cancel: () => {
      running.current?.();
      setFound((last) => ({ ...last, state: "cancelled" }));
    },
    more: () => begin(found.hits, found.step?.next),
    again: () => begin([], undefined),
  };
}
