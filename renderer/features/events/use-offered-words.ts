import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { libraryEntries, librarySnippets } from "../../../shared/library-reference.ts";
import type { ScriptType } from "../../../shared/words.ts";
import { useApi } from "../../bridge/api.tsx";
import type { OfferedWords } from "../../ui/code-completion.ts";

/** More names of variables than this are not offered. */
const mostVariables = 1_000;

/** What the editor offers while one types in a language: helpers, snippets, and names of variables. */
export function useOfferedWords(language: ScriptType): OfferedWords {
  const api = useApi();
  const { data } = useQuery(api.variables.list.queryOptions({ limit: mostVariables }));
  return useMemo(() => {
    const helpers = libraryEntries(language).map(({ call, signature, does }) => ({
      word: call,
      // What follows its name.
      detail: signature.replace(/^[\w.]+/, ""),
      does,
    }));
    const snippets = librarySnippets(language).map(({ name, does, text }) => ({
      word: `cronium: ${name}`,
      detail: "snippet",
      does,
      template: text,
    }));
    return { words: [...helpers, ...snippets], variables: (data?.variables ?? []).map(({ key }) => key) };
  }, [language, data]);
}
