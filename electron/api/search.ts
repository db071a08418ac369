import { CroniumError } from "../../shared/errors.ts";
import { searchInput, type SearchIndexState, type SearchStep } from "../../shared/search.ts";
import { procedure, router } from "./procedure.ts";

const missing = (): never => {
  throw new CroniumError("unsupported", "This version does not search across logs yet");
};

export const searchRouter = router({
  run: procedure.input(searchInput).subscription(async function* (): AsyncGenerator<SearchStep> {
    await Promise.resolve();
    yield missing();
  }),
  state: procedure.query((): SearchIndexState => missing()),
});
