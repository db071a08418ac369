/** The longest pause between the two keys of a sequence such as `g e`, milliseconds. */
export const longestPauseMs = 1_000;

/** The keys pressed so far that may become a sequence, and when the last of them was. */
export interface KeyTrail {
  readonly keys: readonly string[];
  readonly atMs: number;
}

export const emptyTrail: KeyTrail = { keys: [], atMs: 0 };

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * Writes a key press as it appears in a shortcut: `j`, `?`, `Enter`, `mod+k`. Shift is already in the letter or sign.
 * Undefined for modifiers alone and for combinations with Alt, which belong to the system and to typing.
 */
export function nameKey(press: PressedKey): string | undefined {
  if (["Shift", "Control", "Meta", "Alt", "AltGraph", "CapsLock", "Dead", "Process"].includes(press.key))
    return undefined;
  if (press.altKey) return undefined;
  return press.ctrlKey || press.metaKey ? `mod+${press.key.toLowerCase()}` : press.key;
}

/**
 * Adds a key to the trail and finds the shortcut it completes, if any.
 * @param shortcuts keys of the known shortcuts, parts of a sequence separated by a space
 * @returns the completed shortcut's keys, and the trail to go on with
 */
export function advance(
  trail: KeyTrail,
  key: string,
  atMs: number,
  shortcuts: readonly string[],
): { readonly trail: KeyTrail; readonly completed: string | undefined } {
  const fresh = atMs - trail.atMs <= longestPauseMs ? trail.keys : [];
  for (const keys of fresh.length === 0 ? [[key]] : [[...fresh, key], [key]]) {
    const written = keys.join(" ");
    if (shortcuts.includes(written)) return { trail: emptyTrail, completed: written };
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${written} `))) {
      return { trail: { keys, atMs }, completed: undefined };
    }
  }
  return { trail: emptyTrail, completed: undefined };
}
