import type { useApiClient } from "../../bridge/api.tsx";
import { createLogSource } from "../log-pane/log-source.ts";
import { mostTold } from "../log-pane/search-source.ts";
import type { InstantPlace, MergedSource } from "./held-log.ts";
import type { SearchedLog } from "./search-merged.ts";

type Client = ReturnType<typeof useApiClient>;

/** Reads an execution's log among others through the contract. */
export function mergedSource(client: Client, executionId: string): MergedSource {
  return {
    ...createLogSource(client, executionId),
    locate: async (atMs) => (await client.logs.locate.query({ executionId, place: { atMs } })).at,
  };
}

/**
 * Searches an execution's log among others through the contract.
 * @param near where an instant is, when that is known without asking
 */
export function searchedLog(
  { logs }: Client,
  executionId: string,
  near: (atMs: number) => InstantPlace | undefined,
): SearchedLog {
  return {
    async find(pattern, direction, from, signal) {
      const begin = from === undefined ? {} : { from };
      const { match } = await logs.find.query({ executionId, ...pattern, direction, ...begin }, { signal });
      return match && { at: match.at, atMs: match.atMs };
    },
    findAll(pattern, told, failed) {
      let places: readonly { readonly at: number; readonly atMs: number }[] = [];
      const subscription = logs.search.subscribe(
        { executionId, ...pattern, limit: mostTold },
        {
          onData: ({ first, matches, total, read, size, ended }) => {
            places = [...(first ? [] : places), ...matches.map(({ at, atMs }) => ({ at, atMs }))];
            told({ places, total, read, size, ended });
          },
          onError: failed,
        },
      );
      return () => subscription.unsubscribe();
    },
    async locate(atMs, signal) {
      const known = near(atMs);
      if (known !== undefined) return known;
      const first = await logs.locate.query({ executionId, place: { atMs } }, { signal });
      const isLast = first.line === first.lines;
      if (first.at === 0 || first.line <= 1) return { before: undefined, until: isLast ? undefined : first.at };
      // The line before may have gone on when the instant had come.
      const { at } = await logs.locate.query({ executionId, place: { at: first.at - 1 } }, { signal });
      return { before: Math.max(0, at - 1), until: isLast ? undefined : first.at };
    },
  };
}
