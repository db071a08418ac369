import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { navigate, usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import type { AttachedTerminal } from "./attach-terminal.ts";
import { tabTitle, type TerminalTab } from "./merge-tabs.ts";
import { NewTerminal } from "./new-terminal.tsx";
import { TerminalPane } from "./terminal-pane.tsx";
import { tabLinkId, TerminalTabList } from "./terminal-tab-list.tsx";
import styles from "./terminals.module.css";
import { useTerminalTabs } from "./use-terminal-tabs.ts";

interface Refusal {
  readonly serverId: number;
  /** The server that the address named then. */
  readonly arrivedFor: number | undefined;
  readonly error: unknown;
}

/**
 * Shells on servers, in tabs.
 * @param serverId comes to a terminal on this server, opening one where there is none
 */
export function TerminalsScreen({ serverId }: { readonly serverId?: number }) {
  const [query] = usePlaceQuery();
  const { tabs, error, retry, fresh, isOpening, open, reopen, close } = useTerminalTabs();
  const [lastRefusal, setRefusal] = useState<Refusal>();
  // Another address is another request: what was refused before is not its answer.
  const refusal = lastRefusal?.arrivedFor === serverId ? lastRefusal : undefined;
  const handles = useRef(new Map<string, AttachedTerminal>());
  const key = query.get("terminal");
  const current = tabs?.find((tab) => tab.key === key) ?? (serverId === undefined ? tabs?.[0] : undefined);

  const show = (tab: TerminalTab | undefined): void => {
    if (tab !== undefined) navigate(paths.terminals({ terminal: tab.key }), { replace: true });
  };
  const openOn = async (id: number): Promise<void> => {
    setRefusal(undefined);
    try {
      const view = await open(id);
      navigate(paths.terminals({ terminal: view.id }), { replace: true });
    } catch (cause) {
      setRefusal({ serverId: id, arrivedFor: serverId, error: cause });
    }
  };

  // Comes with an address that names a server: once, whatever else changes.
  const arrived = useRef<number>(undefined);
  useEffect(() => {
    if (serverId === undefined || tabs === undefined || arrived.current === serverId) return;
    arrived.current = serverId;
    const there = tabs.findLast(({ view }) => view.serverId === serverId && view.isOpen);
    if (there === undefined) void openOn(serverId);
    else show(there);
  });

  const drop = (tab: TerminalTab): void => {
    const at = tabs?.findIndex((each) => each.key === tab.key) ?? 0;
    if (tab.key === current?.key) {
      const next = tabs?.[at + 1] ?? tabs?.[at - 1];
      navigate(paths.terminals(next === undefined ? {} : { terminal: next.key }), { replace: true });
    }
    void close(tab);
  };
  const askToClose = (tab: TerminalTab): void => {
    if (!tab.view.isOpen || handles.current.get(tab.key)?.atPrompt() === true) {
      drop(tab);
      return;
    }
    confirm({
      title: `Close the terminal on ${tab.view.serverName}?`,
      consequences: ["Something seems to run in it: it is ended with its shell.", "What it shows is not kept."],
      verb: "Close it",
      danger: true,
      keep: "Keep it open",
      onConfirm: () => drop(tab),
    });
  };
  const move = (by: -1 | 1): void => {
    if (tabs === undefined || tabs.length === 0) return;
    const at = tabs.findIndex((tab) => tab.key === current?.key);
    show(tabs[(at + by + tabs.length) % tabs.length]);
  };

  return (
    <Screen height="fill">
      <PageHeader title="Terminals" />
      {tabs === undefined && error === null && <LoadingRows />}
      {tabs === undefined && error !== null && (
        <ErrorPanel title="The terminals could not be read" error={error} onRetry={retry} />
      )}
      {tabs !== undefined && (
        <TerminalTabList tabs={tabs} current={current?.key} onClose={askToClose}>
          <NewTerminal isOpening={isOpening} onOpen={(id) => void openOn(id)} />
        </TerminalTabList>
      )}
      {refusal !== undefined && (
        <ErrorPanel
          title="The terminal could not be opened"
          error={refusal.error}
          onRetry={() => void openOn(refusal.serverId)}
          actions={
            <Button component="a" href={paths.server(refusal.serverId)} variant="default">
              Open the server
            </Button>
          }
        />
      )}
      {tabs?.length === 0 && !isOpening && refusal === undefined && (
        <EmptyState sentence="No terminal is open. Each goes on until you close it, or nobody types for a long time." />
      )}
      {tabs !== undefined && tabs.length > 0 && (
        <div className={styles.panes}>
          {tabs.map((tab) => (
            <TerminalPane
              key={tab.key}
              view={tab.view}
              isFresh={fresh.has(tab.view.id)}
              title={tabTitle(tabs, tab)}
              isCurrent={tab.key === current?.key}
              onShell={(size) => void reopen(tab, size)}
              onLeave={() => document.getElementById(tabLinkId(tab))?.focus()}
              onMove={move}
              onHandle={(terminal) => {
                if (terminal === undefined) handles.current.delete(tab.key);
                else handles.current.set(tab.key, terminal);
              }}
            />
          ))}
        </div>
      )}
    </Screen>
  );
}
