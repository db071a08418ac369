import {
  autocompletion,
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@uiw/react-codemirror";

/** Something the editor offers while one types. */
export interface OfferedWord {
  /** What is typed, and what is inserted where there is no template. */
  readonly word: string;
  /** Beside it: how it is called. */
  readonly detail?: string;
  /** A sentence about it. */
  readonly does?: string;
  /** Text with `${}` where the cursor goes, one after the other with Tab. */
  readonly template?: string;
}

export interface OfferedWords {
  /** The likeliest first. */
  readonly words: readonly OfferedWord[];
  /** Names of variables, offered where a name of one is written. */
  readonly variables: readonly string[];
}

/** The beginning of a call that names a variable first, in any of the languages, up to the cursor. */
const variableCall =
  /(?:get|set|delete|increment|append)_?[vV]ariable(?:_entry|Entry)?(?:\(\s*|(?:\s+--[\w-]+)*\s+)["']?[\w.:-]*$|variable_?[eE]xists(?:\(\s*|\s+)["']?[\w.:-]*$/;

/** Offers words while one types. @param offered what is offered by now; asked anew each time */
export function completion(offered: () => OfferedWords): Extension {
  return autocompletion({ override: [(context) => complete(context, offered())], icons: false, closeOnBlur: true });
}

function complete(context: CompletionContext, { words, variables }: OfferedWords): CompletionResult | null {
  const call = context.matchBefore(variableCall);
  if (call !== null) {
    const typed = /[\w.:-]*$/.exec(call.text)?.[0] ?? "";
    const options = variables.map((label) => ({ label, detail: "variable" }));
    return { from: context.pos - typed.length, options, validFor: /^[\w.:-]*$/ };
  }
  const word = context.matchBefore(/[\w.]+/);
  if (word === null ? !context.explicit : word.text.length < 2 && !context.explicit) return null;
  return {
    from: word?.from ?? context.pos,
    options: words.map((each, place) => ({ ...toCompletion(each), boost: -place })),
    validFor: /^[\w.]*$/,
  };
}

function toCompletion({ word, detail, does, template }: OfferedWord): Completion {
  const completion = {
    label: word,
    ...(detail === undefined ? {} : { detail }),
    ...(does === undefined ? {} : { info: does }),
  };
  return template === undefined ? completion : snippetCompletion(template, completion);
}
