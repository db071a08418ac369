import { Menu } from "@mantine/core";
import { MenuActions, type MenuAction } from "../../ui/menu-actions.tsx";
import styles from "./terminals.module.css";

/** A place in the window, pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PointMenuProps {
  /** Undefined: it is closed. */
  readonly at: Point | undefined;
  readonly actions: readonly MenuAction[];
  readonly onClose: () => void;
}

/** A menu where the pointer is. */
export function PointMenu({ at, actions, onClose }: PointMenuProps) {
  if (at === undefined) return null;
  return (
    <Menu opened onClose={onClose} position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <span className={styles.point} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        <MenuActions actions={actions} />
      </Menu.Dropdown>
    </Menu>
  );
}
