import { CroniumError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { foldName } from "./current-definition.ts";

/**
 * What to throw where a definition names a server that there will not be: one that is archived is said to be so.
 * @param known names of the servers there will be
 * @param field where the name stands
 */
export function noSuchServer(
  name: string,
  known: readonly string[],
  archived: readonly string[],
  field: string,
): CroniumError {
  const own = archived.find((candidate) => foldName(candidate) === foldName(name));
  if (own === undefined) {
    return new CroniumError("invalid_input", `There is no server “${name}”`, {
      remedy: didYouMean(name, known) ?? "Add it to the file, or correct the name.",
      field,
    });
  }
  return new CroniumError("invalid_input", `The server “${own}” is archived`, {
    remedy: `Restore it with \`cronium server restore ${own}\`, or name it in the file with its key or password.`,
    field,
  });
}
