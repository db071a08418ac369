import type { ScriptType } from "../../../shared/words.ts";
import { isOwnName, ownImage } from "./images/recipe.ts";

export type ImageChoices = Readonly<Partial<Record<ScriptType, string | undefined>>>;

/**
 * The image a script runs in: what the event names, else what the program is set to, else the program's own. The
 * program's own are built on this computer and pulled from nowhere.
 */
export function chooseImage(
  type: ScriptType,
  named: string | undefined,
  choices: ImageChoices,
): { readonly image: string; readonly mayPull: boolean } {
  const image = named ?? choices[type] ?? ownImage(type);
  return { image, mayPull: !isOwnName(image) };
}
