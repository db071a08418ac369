import { useCallback, useEffect, useMemo, useRef } from "react";

/** Which rows of a table are chosen, by their keys. */
export interface RowSelection<Row> {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
  /** What choosing a row is called: "Select Nightly backup". */
  readonly labelOf: (row: Row) => string;
  /** No box chooses all of them at once: the heading of the boxes, read but not shown. */
  readonly heading?: string;
}

export interface RowSelecting {
  /** Chooses a row or lets go of it. @param through with all rows between it and the one chosen before */
  readonly select: (index: number, through: boolean) => void;
  readonly selectAll: (all: boolean) => void;
  /** @returns whether the key was about choosing */
  readonly onKey: (key: string, index: number) => boolean;
  readonly chosen: "none" | "some" | "all";
}

/** Choosing rows by click and key. `x` chooses, Shift-X all rows since the last one chosen, Escape lets go of all. */
export function useRowSelection<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  selection: RowSelection<Row> | undefined,
): RowSelecting {
  /** The key of the row chosen last: where a range begins. */
  const anchor = useRef<string>(undefined);
  const now = useRef({ rows, rowKey, selection });
  useEffect(() => {
    now.current = { rows, rowKey, selection };
  });
  const select = useCallback((index: number, through: boolean) => {
    const { rows: listed, rowKey: keyOf, selection: current } = now.current;
    const row = listed[index];
    if (row === undefined || current === undefined) return;
    const key = keyOf(row);
    const next = new Set(current.selected);
    const from = through ? listed.findIndex((other) => keyOf(other) === anchor.current) : -1;
    if (from === -1) {
      if (!next.delete(key)) next.add(key);
    } else {
      for (const other of listed.slice(Math.min(from, index), Math.max(from, index) + 1)) next.add(keyOf(other));
    }
    anchor.current = key;
    current.onChange(next);
  }, []);
  const selectAll = useCallback((all: boolean) => {
    const { rows: listed, rowKey: keyOf, selection: current } = now.current;
    current?.onChange(new Set(all ? listed.map(keyOf) : []));
  }, []);
  const onKey = useCallback(
    (key: string, index: number): boolean => {
      const current = now.current.selection;
      if (current === undefined) return false;
      if (key === "x" || key === "X") select(index, key === "X");
      else if (key === "Escape" && current.selected.size > 0) selectAll(false);
      else return false;
      return true;
    },
    [select, selectAll],
  );
  const count = selection === undefined ? 0 : rows.filter((row) => selection.selected.has(rowKey(row))).length;
  const chosen = count === 0 ? "none" : count === rows.length ? "all" : "some";
  return useMemo(() => ({ select, selectAll, onKey, chosen }), [select, selectAll, onKey, chosen]);
}
