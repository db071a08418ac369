import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface AnchoredRowsParts {
  /** What scrolls. */
  readonly frame: RefObject<HTMLElement | null>;
  /** The key of each row, in order. */
  readonly keys: readonly string[];
  /** The height of a row, pixels. */
  readonly rowHeight: number;
  /** The row the keyboard is on. */
  readonly active: number;
  readonly setActive: (row: number) => void;
}

export interface AnchoredRows {
  /** How many rows have come above what is read, and were not seen yet. */
  readonly newAbove: number;
  readonly showNew: () => void;
}

/**
 * Keeps in place what someone reads when rows come or go above it: while the list is scrolled, or the focus is in it.
 * The keyboard stays on its row wherever that moves.
 */
export function useAnchoredRows({ frame, keys, rowHeight, active, setActive }: AnchoredRowsParts): AnchoredRows {
  const before = useRef(keys);
  const [newAbove, setNewAbove] = useState(0);
  useLayoutEffect(() => {
    const earlier = before.current;
    const element = frame.current;
    before.current = keys;
    if (earlier === keys || element === null) return;
    const moved = (row: number): number => {
      const key = earlier[row];
      const now = key === undefined || keys[row] === key ? row : keys.indexOf(key);
      return now === -1 ? 0 : now - row;
    };
    const focused = element.querySelector("tbody")?.contains(document.activeElement) === true;
    if (moved(active) !== 0) setActive(active + moved(active));
    if (!focused && element.scrollTop < rowHeight) return;
    const by = moved(focused ? active : Math.floor(element.scrollTop / rowHeight));
    if (by === 0) return;
    element.scrollTop += by * rowHeight;
    if (by > 0) setNewAbove((count) => count + by);
  }, [frame, keys, rowHeight, active, setActive]);
  const hasNewAbove = newAbove > 0;
  useEffect(() => {
    const element = frame.current;
    // Only while there is something to forget: to ask for the position while rows are exchanged costs a layout.
    if (element === null || !hasNewAbove) return;
    const forget = (): void => {
      if (element.scrollTop < rowHeight) setNewAbove(0);
    };
    element.addEventListener("scroll", forget, { passive: true });
    return () => element.removeEventListener("scroll", forget);
  }, [frame, rowHeight, hasNewAbove]);
  const showNew = useCallback(() => {
    frame.current?.scrollTo({ top: 0 });
    setNewAbove(0);
  }, [frame]);
  return { newAbove, showNew };
}
