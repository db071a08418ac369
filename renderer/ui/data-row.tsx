import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { memo, type MouseEvent, type ReactNode } from "react";
import { navigate } from "../navigation/location.ts";
import styles from "./data-table.module.css";
import { MenuActions, type MenuAction } from "./menu-actions.tsx";
import type { Column } from "./table-column.ts";
import { classes } from "./tone-class.ts";

export interface DataRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly divider: ((row: Row) => ReactNode) | undefined;
  readonly active: boolean;
  /** Told the row's index when the focus comes into it. */
  readonly onActive: (index: number) => void;
  readonly href: string | undefined;
  /** What the row is called among the others, for `onMenu`. */
  readonly name: string;
  readonly rowActions: ((row: Row) => readonly MenuAction[]) | undefined;
  readonly menuOpen: boolean;
  readonly onMenu: (name: string | undefined) => void;
  /** Whether it is one of those chosen; undefined where none can be. */
  readonly selected: boolean | undefined;
  /** What choosing it is called, for assistive technology. */
  readonly selectLabel: string | undefined;
  /** @param through with all rows since the one chosen last */
  readonly onSelect: (index: number, through: boolean) => void;
}

/** Clicks on buttons and links of a row are theirs; so is a selection of text. */
function isForTheRow(click: MouseEvent): boolean {
  if (!(click.target instanceof Element) || click.target.closest("a, button, input, label, [role=menu]") !== null)
    return false;
  return (window.getSelection()?.toString() ?? "") === "";
}

function PlainRow<Row>(props: DataRowProps<Row>) {
  const { row, index, columns, divider, active, onActive, href, name, rowActions, menuOpen, onMenu } = props;
  const { selected, selectLabel, onSelect } = props;
  const across = divider?.(row);
  if (across !== undefined && across !== null) {
    return (
      <tr
        data-row={index}
        aria-rowindex={index + 2}
        tabIndex={active ? 0 : -1}
        className={classes(styles.row, styles.divider)}
        onFocus={() => onActive(index)}
      >
        <td colSpan={columns.length + (rowActions === undefined ? 0 : 1) + (selected === undefined ? 0 : 1)}>
          {across}
        </td>
      </tr>
    );
  }
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      tabIndex={active ? 0 : -1}
      className={classes(styles.row, href !== undefined && styles.opens, selected === true && styles.selected)}
      onFocus={() => onActive(index)}
      onClick={(click) => {
        if (href !== undefined && isForTheRow(click)) navigate(href);
      }}
    >
      {selected !== undefined && (
        <td className={styles.select}>
          {/* The whole cell answers, so that aiming at the box costs nothing. */}
          <label>
            <input
              type="checkbox"
              aria-label={selectLabel}
              checked={selected}
              tabIndex={active ? 0 : -1}
              onChange={(change) =>
                onSelect(index, change.nativeEvent instanceof MouseEvent && change.nativeEvent.shiftKey)
              }
            />
          </label>
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} className={column.align === "end" ? styles.end : undefined}>
          {column.cell(row)}
        </td>
      ))}
      {rowActions !== undefined && (
        <td>
          <div className={styles.actions}>
            <Menu opened={menuOpen} onChange={(open) => onMenu(open ? name : undefined)}>
              <Menu.Target>
                <ActionIcon aria-label="More actions" tabIndex={active ? 0 : -1}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <MenuActions actions={rowActions(row)} />
              </Menu.Dropdown>
            </Menu>
          </div>
        </td>
      )}
    </tr>
  );
}

/** One row of a table. Drawn again only when something of it has changed: a key press moves through thousands. */
export const DataRow = memo(PlainRow) as typeof PlainRow;
