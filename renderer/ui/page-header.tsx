import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useShortcut } from "../keyboard/shortcuts.ts";
import { useNamePage } from "../navigation/page-title.ts";
import { MenuActions, type MenuAction } from "./menu-actions.tsx";
import styles from "./screen.module.css";

export interface PageHeaderProps {
  /** Also names the window and the end of the breadcrumb. */
  readonly title: string;
  /** Beside the title: a status badge. */
  readonly status?: ReactNode;
  /** One quiet line below it. */
  readonly subtitle?: ReactNode;
  /** The two or three buttons that matter. */
  readonly actions?: ReactNode;
  /** Everything else, behind the dots and `.`. */
  readonly menu?: readonly MenuAction[];
}

/** The title line of a screen. */
export function PageHeader({ title, status, subtitle, actions, menu = [] }: PageHeaderProps) {
  const [opened, setOpened] = useState(false);
  useNamePage(title);
  useShortcut({ keys: ".", label: "More actions", group: "This screen", enabled: menu.length > 0 }, () =>
    setOpened(true),
  );
  return (
    <header className={styles.header}>
      <div className={styles.titles}>
        <div className={styles.titleLine}>
          <h1 tabIndex={-1}>{title}</h1>
          {status}
        </div>
        {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
      </div>
      <div className={styles.actions}>
        {actions}
        {menu.length > 0 && (
          <Menu opened={opened} onChange={setOpened}>
            <Menu.Target>
              <Tooltip label="More actions">
                <ActionIcon variant="default" size={30} aria-label="More actions">
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </Menu.Target>
            <Menu.Dropdown>
              <MenuActions actions={menu} />
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </header>
  );
}
