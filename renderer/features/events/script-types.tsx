import { IconBrandNodejs, IconBrandPython, IconTerminal2, IconWorld, type Icon } from "@tabler/icons-react";
import type { EventType, ScriptType } from "../../../shared/words.ts";

export const typeWords: Readonly<Record<ScriptType, string>> = { BASH: "Bash", PYTHON: "Python", NODEJS: "Node.js" };

const typeIcons: Readonly<Record<ScriptType, Icon>> = {
  BASH: IconTerminal2,
  PYTHON: IconBrandPython,
  NODEJS: IconBrandNodejs,
};

function isScript(type: EventType): type is ScriptType {
  return type in typeWords;
}

/** The language of an event, as a mark with a name. */
export function TypeMark({ type }: { readonly type: EventType }) {
  const Mark = isScript(type) ? typeIcons[type] : IconWorld;
  const word = isScript(type) ? typeWords[type] : type;
  return <Mark size={15} role="img" aria-label={word} title={word} />;
}
