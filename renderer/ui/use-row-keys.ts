import { useCallback, useState, type KeyboardEvent } from "react";

export interface RowKeys {
  /** The one row that Tab reaches. */
  readonly active: number;
  readonly setActive: (row: number) => void;
  readonly onKeyDown: (press: KeyboardEvent) => void;
  /** Moves to a row and gives it the focus. */
  readonly go: (row: number) => void;
}

const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/**
 * Which row of a list the keyboard is on: `j` `k`, arrows, Page, Home and End move; Enter opens.
 * @param count how many rows there are
 * @param focusRow scrolls the row into view and focuses it
 */
export function useRowKeys(
  count: number,
  focusRow: (row: number) => void,
  onKey: (key: string, row: number) => boolean,
): RowKeys {
  const [wanted, setActive] = useState(0);
  const active = Math.min(Math.max(0, wanted), Math.max(0, count - 1));
  const go = useCallback(
    (row: number) => {
      if (count === 0) return;
      const next = Math.min(Math.max(0, row), count - 1);
      setActive(next);
      focusRow(next);
    },
    [count, focusRow],
  );
  const onKeyDown = useCallback(
    (press: KeyboardEvent) => {
      if (press.ctrlKey || press.metaKey || press.altKey) return;
      if (!(press.target instanceof HTMLTableRowElement)) return;
      const step = steps[press.key];
      if (step !== undefined) go(active + step);
      else if (press.key === "Home") go(0);
      else if (press.key === "End") go(count - 1);
      else if (!onKey(press.key, active)) return;
      press.preventDefault();
      press.stopPropagation();
    },
    [active, count, go, onKey],
  );
  return { active, setActive, onKeyDown, go };
}
