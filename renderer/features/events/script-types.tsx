import { IconBrandNodejs, IconBrandPython, IconTerminal2, IconWorld, type Icon } from "@tabler/icons-react";
import { scriptTypes, type EventType, type RunnableType, type ScriptType } from "../../../shared/words.ts";

export const typeWords: Readonly<Record<RunnableType, string>> = {
  BASH: "Bash",
  PYTHON: "Python",
  NODEJS: "Node.js",
  HTTP_REQUEST: "HTTP request",
};

const typeIcons: Readonly<Record<RunnableType, Icon>> = {
  BASH: IconTerminal2,
  PYTHON: IconBrandPython,
  NODEJS: IconBrandNodejs,
  HTTP_REQUEST: IconWorld,
};

function isRunnable(type: EventType): type is RunnableType {
  return type in typeWords;
}

/** The language of an event; undefined of one without a script. */
export function languageOf(type: EventType): ScriptType | undefined {
  return scriptTypes.find((candidate) => candidate === type);
}

/** The kind of an event, as a mark with a name. */
export function TypeMark({ type }: { readonly type: EventType }) {
  const Mark = isRunnable(type) ? typeIcons[type] : IconWorld;
  const word = isRunnable(type) ? typeWords[type] : type;
  return <Mark size={15} role="img" aria-label={word} title={word} />;
}
