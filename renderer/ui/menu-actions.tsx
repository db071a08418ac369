import { Menu } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import styles from "./menu-actions.module.css";

/** One entry of a menu of actions. */
export interface MenuAction {
  readonly label: string;
  readonly icon: Icon;
  readonly run: () => void;
  /** Shown in red, apart from the others: it takes something away. */
  readonly danger?: boolean;
}

/** The entries of a menu; what is dangerous comes last, behind a line. */
export function MenuActions({ actions }: { readonly actions: readonly MenuAction[] }) {
  const harmless = actions.filter((action) => action.danger !== true);
  const dangerous = actions.filter((action) => action.danger === true);
  return (
    <>
      {harmless.map((action) => (
        <Entry key={action.label} action={action} />
      ))}
      {harmless.length > 0 && dangerous.length > 0 && <Menu.Divider />}
      {dangerous.map((action) => (
        <Entry key={action.label} action={action} />
      ))}
    </>
  );
}

function Entry({ action }: { readonly action: MenuAction }) {
  const Mark = action.icon;
  return (
    <Menu.Item
      leftSection={<Mark size={15} aria-hidden />}
      onClick={action.run}
      className={action.danger === true ? styles.danger : undefined}
    >
      {action.label}
    </Menu.Item>
  );
}
