import type { InputFile } from "../../../shared/container.ts";
import type { ExecutionRequest } from "../executor.ts";
import { kitOf, rootWord, type StoredFile } from "./kit.ts";
import { moduleKind } from "./module-kind.ts";
import { quote } from "./quote.ts";

/** What a run's place is given, told in a way that suits every place. */
export interface Arrival {
  /** The script's name in the run's directory. Node goes by its ending. */
  readonly scriptName: string;
  /** The helper library of the script's language, paths below the run's directory. */
  readonly kitFiles: readonly StoredFile[];
  /** Variables to export in this order, values as words of a shell. */
  readonly variables: readonly (readonly [name: string, word: string])[];
  /** Words between the interpreter and the script, as a shell reads them. */
  readonly interpreterWords: readonly string[];
}

/**
 * Prepares a run's delivery.
 * @param root the run's directory as shell text that holds between double quotes. It is used before the event's own
 * variables are set, so that none of these can change what it means.
 */
export function prepareArrival(
  { type, script, environment }: Pick<ExecutionRequest, "type" | "script" | "environment">,
  root: string,
): Arrival {
  const kit = kitOf(type);
  const atRoot = (text: string): string => text.replaceAll(rootWord, root);
  const own = Object.entries(environment).map(([name, value]) => [name, quote(value)] as const);
  const isExtended = (name: string): boolean => kit.variables.some(([extended]) => extended === name);
  return {
    scriptName: type === "NODEJS" ? `script.${moduleKind(script)}` : "script",
    kitFiles: kit.files,
    variables: [
      ...own.filter(([name]) => isExtended(name)),
      ...kit.variables.map(([name, value]) => [name, atRoot(value)] as const),
      ...own.filter(([name]) => !isExtended(name)),
    ],
    interpreterWords: kit.interpreterWords.map(atRoot),
  };
}

/** The variable that names the folder with an event's files, in every place. */
export const filesVariable = "CRONIUM_FILES_DIRECTORY";

/** An event's files as they are laid into a folder. */
export function storedFiles(files: readonly InputFile[], folder: string): readonly StoredFile[] {
  return files.map(({ path, data }) => ({ path: `${folder}/${path}`, bytes: Buffer.from(data, "base64") }));
}
