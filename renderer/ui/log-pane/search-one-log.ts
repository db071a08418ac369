import type { useApiClient } from "../../bridge/api.tsx";
import { mostTold, type SearchSource } from "./search-source.ts";

/** Looks for text in one log; places are bytes of its file. */
export function searchOneLog(
  { logs }: ReturnType<typeof useApiClient>,
  executionId: string,
  streams: "both" | "stdout" | "stderr",
): SearchSource<number> {
  const inLog = { executionId, ...(streams === "both" ? {} : { streams: [streams] }) };
  return {
    async find(pattern, direction, from, signal) {
      const begin = from === undefined ? {} : { from };
      const { match } = await logs.find.query({ ...inLog, ...pattern, direction, ...begin }, { signal });
      return match?.at;
    },
    findAll(pattern, told, failed) {
      let places: number[] = [];
      const subscription = logs.search.subscribe(
        { ...inLog, ...pattern, limit: mostTold },
        {
          onData: ({ first, matches, total, read, size, ended }) => {
            places = [...(first ? [] : places), ...matches.map((match) => match.at)];
            told({ places, total, read, size, ended });
          },
          onError: failed,
        },
      );
      return () => subscription.unsubscribe();
    },
    isSame: (left, right) => left === right,
  };
}
