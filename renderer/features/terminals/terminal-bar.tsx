import { Button, Menu } from "@mantine/core";
import {
  IconClipboard,
  IconCopy,
  IconDots,
  IconEar,
  IconPlugConnected,
  IconPlugConnectedX,
  IconSearch,
  IconSelectAll,
} from "@tabler/icons-react";
import type { TerminalView } from "../../bridge/views.ts";
import { paths } from "../../navigation/paths.ts";
import { MenuActions } from "../../ui/menu-actions.tsx";
import { PaneButton } from "../../ui/dark-pane/pane-button.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import pane from "../../ui/dark-pane/dark-pane.module.css";
import styles from "./terminals.module.css";

export interface TerminalBarProps {
  readonly view: TerminalView;
  /** Why there is no shell; undefined while there is one. */
  readonly closed: string | undefined;
  /** One is being opened. */
  readonly isAwaited: boolean;
  readonly readAloud: boolean;
  /** Id of the sentence that tells how to leave by keyboard. */
  readonly hint: string;
  readonly onReadAloud: () => void;
  readonly onFind: () => void;
  readonly onCopy: () => void;
  readonly onPaste: () => void;
  readonly onSelectAll: () => void;
  readonly onReconnect: () => void;
}

/** Above a terminal: whether its shell is there, and what can be done. */
export function TerminalBar(props: TerminalBarProps) {
  const { view, closed, isAwaited, readAloud, hint } = props;
  const isOpen = closed === undefined && !isAwaited;
  const Mark = isOpen ? IconPlugConnected : IconPlugConnectedX;
  return (
    <div className={styles.bar}>
      <span className={styles.state} data-open={isOpen} role="status">
        <Mark size={15} aria-hidden />
        {isAwaited ? "Opening a shell…" : (closed ?? "Connected")}
      </span>
      {isAwaited ? (
        <span className={styles.quiet}>What you type is kept for it</span>
      ) : isOpen ? (
        <span className={styles.quiet}>
          <a href={paths.server(view.serverId)}>{view.serverName}</a>, opened <RelativeTime at={view.openedAt} />
        </span>
      ) : (
        <Button size="compact-xs" onClick={props.onReconnect}>
          Open another shell
        </Button>
      )}
      <span className={styles.hint} id={hint}>
        Ctrl+Shift+↑ leaves the terminal
      </span>
      <PaneButton label="Find (Ctrl+Shift+F)" icon={IconSearch} onPress={props.onFind} />
      <PaneButton label="Copy (Ctrl+Shift+C)" icon={IconCopy} onPress={props.onCopy} />
      <PaneButton label="Paste (Ctrl+Shift+V)" icon={IconClipboard} onPress={props.onPaste} />
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className={pane.button} aria-label="More of this terminal">
            <IconDots size={15} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <MenuActions
            actions={[
              { label: "Select all", icon: IconSelectAll, run: props.onSelectAll },
              {
                label: readAloud ? "End the screen reader mode" : "Screen reader mode",
                icon: IconEar,
                run: props.onReadAloud,
              },
            ]}
          />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
