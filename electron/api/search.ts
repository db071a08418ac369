import { searchInput, type SearchIndexState, type SearchStep } from "../../shared/search.ts";
import { compilePattern } from "../logs/compile-pattern.ts";
import { findInLogs, type FindStep } from "../search/find-in-logs.ts";
import { stepsOf } from "../search/steps.ts";
import { countLogs } from "../store/searchable-logs.ts";
import { finalError } from "./final-error.ts";
import { procedure, router } from "./procedure.ts";

export const searchRouter = router({
  /** Looks into many logs, the newest first, and tells what it finds while it goes on. */
  run: procedure.input(searchInput).subscription(async function* ({
    ctx: context,
    input,
    signal,
  }): AsyncGenerator<SearchStep, void, void> {
    try {
      compilePattern(input);
      const { store, dataDirectory, logSearch } = context;
      const parts = { read: store.read, dataDirectory, work: logSearch.work };
      let first = true;
      for await (const step of stepsOf<FindStep>(signal, (tell, ended) => findInLogs(parts, input, tell, ended))) {
        yield { ...step, first };
        first = false;
      }
    } catch (error) {
      throw finalError(error);
    }
  }),

  /** How far the index is. */
  state: procedure.query(async ({ ctx: context }): Promise<SearchIndexState> => {
    const { upkeep } = context.logSearch;
    const answer = await upkeep.answer();
    return {
      logs: await countLogs(context.store.read),
      indexedLogs: answer?.logs ?? 0,
      indexedBytes: answer?.bytes ?? 0,
      indexBytes: answer?.indexBytes ?? 0,
      busy: upkeep.busy,
      problem: upkeep.problem,
    };
  }),
});
