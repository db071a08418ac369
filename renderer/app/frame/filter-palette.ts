import type { ReactNode } from "react";

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly leftSection: ReactNode;
  /** The keys that do the same without the palette: `g e`. */
  readonly keys?: string;
  readonly onClick: () => void;
}

export interface PaletteGroup {
  readonly group: string;
  readonly actions: readonly PaletteAction[];
  /** All of it is shown while nothing is typed: it is what the palette can be relied on for. */
  readonly whole?: boolean;
}

/** How many of a group are shown: enough to choose from, few enough to read. */
const shownPerGroup = 6;

function score(
  { label, description = "", keywords = [] }: PaletteAction,
  words: readonly string[],
): number | undefined {
  const name = label.toLowerCase();
  const rest = [description, ...keywords].join(" ").toLowerCase();
  if (!words.every((word) => name.includes(word) || rest.includes(word))) return undefined;
  const [first = ""] = words;
  if (name.startsWith(first)) return 0;
  if (name.includes(` ${first}`)) return 1;
  return name.includes(first) ? 2 : 3;
}

/** What is left when something has been typed: all of its words must occur; beginnings of names come first. */
export function filterPalette(groups: readonly PaletteGroup[], query: string): readonly PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap(({ group, actions, whole = false }) => {
    const kept = actions
      .map((action) => ({ action, score: score(action, words) }))
      .filter((entry) => entry.score !== undefined)
      .sort((left, right) => (left.score ?? 0) - (right.score ?? 0))
      .slice(0, whole && words.length === 0 ? undefined : shownPerGroup)
      .map((entry) => entry.action);
    return kept.length === 0 ? [] : [{ group, actions: kept }];
  });
}
