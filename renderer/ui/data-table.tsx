import { VisuallyHidden } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { useShortcut } from "../keyboard/shortcuts.ts";
import { navigate } from "../navigation/location.ts";
import { DataRow } from "./data-row.tsx";
import { SelectAll } from "./select-all.tsx";
import type { Column } from "./table-column.ts";
import styles from "./data-table.module.css";
import type { MenuAction } from "./menu-actions.tsx";
import { classes } from "./tone-class.ts";
import { useAnchoredRows } from "./use-anchored-rows.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { useRowSelection, type RowSelection } from "./use-row-selection.ts";

export interface DataTableProps<Row> {
  /** What the rows are, for assistive technology: "Events". */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Where a row leads. Click and Enter go there; give the first cell a link to it as well. */
  readonly rowHref?: (row: Row) => string | undefined;
  /** What can be done with a row: behind its dots, and `.`. The same function from render to render spares rows. */
  readonly rowActions?: (row: Row) => readonly MenuAction[];
  /** Single keys that act on the row the keyboard is on, such as `r`. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** Rows can be chosen: by their box, with Shift for all in between, and by `x`; Escape lets go of all. */
  readonly selection?: RowSelection<Row>;
  /** What a row says across all columns instead of cells: a seam between the rows above and below. */
  readonly divider?: (row: Row) => ReactNode;
  /** Called when the end comes into view. */
  readonly onEnd?: () => void;
  /** `fill`: takes the rest of the screen's height and scrolls; `content`: as high as its rows. */
  readonly height?: "fill" | "content";
  /** Without its own frame, inside of a section. */
  readonly plain?: boolean;
  /** Rows of 28 instead of 32 px. */
  readonly dense?: boolean;
}

const rowHeight = 32;
const denseHeight = 28;

/** A table of any length: only what is in view is drawn. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, columns, rowHref, rowActions, rowKeys, onEnd, height = "fill" } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [menuRow, setMenuRow] = useState<string>();
  const size = props.dense === true ? denseHeight : rowHeight;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => size,
    overscan: 12,
    scrollPaddingStart: 32,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (last !== undefined && last.index >= rows.length - 5) onEnd?.();
    },
  });
  const focusRow = useCallback(
    (index: number) => {
      virtual.scrollToIndex(index);
      const drawn = () => frame.current?.querySelector<HTMLElement>(`[data-row="${String(index)}"]`);
      // At once, so that the next key, however soon it comes, finds the row it is meant for.
      if (drawn() !== null) drawn()?.focus();
      else requestAnimationFrame(() => drawn()?.focus());
    },
    [virtual],
  );
  const selecting = useRowSelection(rows, rowKey, props.selection);
  const onKey = useCallback(
    (key: string, index: number): boolean => {
      const row = rows[index];
      if (row === undefined) return false;
      const href = rowHref?.(row);
      if (key === "Enter" && href !== undefined) navigate(href);
      else if (key === "." && rowActions !== undefined) setMenuRow(rowKey(row));
      else if (selecting.onKey(key, index)) return true;
      else if (rowKeys?.[key] !== undefined) rowKeys[key](row);
      else return false;
      return true;
    },
    [rows, rowHref, rowActions, rowKeys, rowKey, selecting],
  );
  const keys = useRowKeys(rows.length, focusRow, onKey);
  useShortcut({ keys: "j", label: "Next row", group: "Lists" }, () => keys.go(keys.active));
  useShortcut({ keys: "k", label: "Row before", group: "Lists" }, () => keys.go(keys.active));
  const rowNames = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const { active, setActive } = keys;
  const anchored = useAnchoredRows({ frame, keys: rowNames, rowHeight: size, active, setActive });
  const items = height === "fill" ? virtual.getVirtualItems() : rows.map((_, index) => ({ index }));
  const before = height === "fill" ? (virtual.getVirtualItems()[0]?.start ?? 0) : 0;
  const after = height === "fill" ? virtual.getTotalSize() - (virtual.getVirtualItems().at(-1)?.end ?? 0) : 0;
  const { selection } = props;
  const span = columns.length + (rowActions === undefined ? 0 : 1) + (selection === undefined ? 0 : 1);
  return (
    <div
      ref={frame}
      className={classes(styles.frame, height === "fill" && styles.filling, props.plain === true && styles.plain)}
    >
      {anchored.newAbove > 0 && (
        <div className={styles.newAbove}>
          <button type="button" onClick={anchored.showNew}>
            <IconArrowUp size={14} aria-hidden />
            {anchored.newAbove} new above
          </button>
        </div>
      )}
      {/* Keys act on the focused row; the table only hears them on their way up. */}
      <table className={styles.table} aria-label={label} aria-rowcount={rows.length + 1} onKeyDown={keys.onKeyDown}>
        <colgroup>
          {selection !== undefined && <col style={{ width: 34 }} />}
          {columns.map((column) => (
            <col key={column.key} {...(column.width === undefined ? {} : { style: { width: column.width } })} />
          ))}
          {rowActions !== undefined && <col style={{ width: 44 }} />}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selection !== undefined && (
              <th scope="col" className={styles.select}>
                {selection.heading === undefined ? (
                  <SelectAll label={label} chosen={selecting.chosen} onChange={selecting.selectAll} />
                ) : (
                  <VisuallyHidden>{selection.heading}</VisuallyHidden>
                )}
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align === "end" ? styles.end : undefined}>
                {column.hidesTitle === true ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
              </th>
            ))}
            {rowActions !== undefined && (
              <th scope="col">
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} span={span} />
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <DataRow
                key={key}
                row={row}
                index={index}
                columns={columns}
                divider={props.divider}
                active={index === keys.active}
                onActive={setActive}
                href={rowHref?.(row)}
                name={key}
                rowActions={rowActions}
                menuOpen={menuRow === key}
                onMenu={setMenuRow}
                selected={selection?.selected.has(key)}
                selectLabel={selection?.labelOf(row)}
                onSelect={selecting.select}
              />
            );
          })}
          <Spacer height={after} span={span} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    <tr className={styles.spacer} aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
