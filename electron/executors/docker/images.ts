import type { ScriptType } from "../../../shared/words.ts";

/** The program's own images. They are built on this computer and can be pulled from nowhere. */
const ownImages: Readonly<Record<ScriptType, string>> = {
  BASH: "cronium/bash:bed",
  PYTHON: "cronium/python:bed",
  NODEJS: "cronium/node:bed",
};

export type ImageChoices = Readonly<Partial<Record<ScriptType, string | undefined>>>;

/** The image a script runs in: what the event names, else what the program is set to, else the program's own. */
export function chooseImage(
  type: ScriptType,
  named: string | undefined,
  choices: ImageChoices,
): { readonly image: string; readonly mayPull: boolean } {
  const image = named ?? choices[type] ?? ownImages[type];
  return { image, mayPull: !Object.values(ownImages).includes(image) };
}
