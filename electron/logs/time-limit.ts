import { createContext, Script } from "node:vm";
import { CroniumError } from "../../shared/errors.ts";

/** Calls back what it is given: its engine watches the time meanwhile, and can break off even a regular expression. */
const script = new Script("work()");

/**
 * Does what may never end, in this thread, for so long at most, milliseconds.
 * @throws CroniumError `invalid_input` when the time is over
 */
export function limitTime(limitMs: number, work: () => void): void {
  try {
    script.runInContext(createContext({ work }), { timeout: limitMs });
  } catch (error) {
    // It comes from the engine's own realm: it is no instance of this one's Error.
    if (
      typeof error === "object" &&
      error !== null &&
      "code" in error &&
      error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
    ) {
      throw new CroniumError(
        "invalid_input",
        "The regular expression takes too long: it tries too many ways on a line",
        {
          remedy: "Write it without a repetition within a repetition, such as (a+)+, or look for plain text.",
          field: "text",
          cause: error,
        },
      );
    }
    throw error;
  }
}
