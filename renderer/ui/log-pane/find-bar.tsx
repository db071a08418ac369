import { FindStrip } from "../dark-pane/find-strip.tsx";
import { foundWords } from "./find-words.ts";
import type { LogSearch } from "./use-log-search.ts";

export interface FindBarProps<Place> {
  readonly search: LogSearch<Place>;
  /** Changes each time the search is asked for: the field takes the focus again. */
  readonly asked: number;
  readonly onClose: () => void;
}

/** Finds text in a whole log, or in several that are shown as one. */
export function FindBar<Place>({ search, asked, onClose }: FindBarProps<Place>) {
  const { pattern, change, fault, step, progress, cancel } = search;
  const counting = progress !== undefined && !progress.ended;
  return (
    <FindStrip
      label="Find in the log"
      text={pattern.text}
      onText={(text) => change({ text })}
      matchCase={pattern.matchCase}
      onMatchCase={(matchCase) => change({ matchCase })}
      regex={{ on: pattern.regex, choose: (regex) => change({ regex }) }}
      fault={fault}
      count={fault === undefined ? foundWords(search) : ""}
      up={{ label: "Previous (Shift+Enter, N)", run: () => step("previous") }}
      down={{ label: "Next (Enter, n)", run: () => step("next") }}
      onEnter="down"
      // Escape first ends what takes long, then the search.
      onEscape={counting ? cancel : onClose}
      onClose={onClose}
      asked={asked}
    />
  );
}
