import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { navigate, usePlaceQuery } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { useApiClient } from "../../bridge/api.tsx";
import { confirm } from "../../ui/confirm.tsx";
import { LoadingRows } from "../../ui/delayed.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Screen } from "../../ui/screen.tsx";
import type { AttachedTerminal } from "./attach-terminal.ts";
import { closeQuestion } from "./close-question.ts";
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
  /** Something was typed for its shell. */
  readonly isTyped: boolean;
}

/**
 * Shells on servers, in tabs.
 * @param serverId comes to a terminal on this server, opening one where there is none
 */
export function TerminalsScreen({ serverId }: { readonly serverId?: number }) {
  const [query] = usePlaceQuery();
  const client = useApiClient();
  const { tabs, error, retry, fresh, open, reopen, close } = useTerminalTabs();
  const [lastRefusal, setRefusal] = useState<Refusal>();
  // Another address is another request: what was refused before is not its answer.
  const refusal = lastRefusal?.arrivedFor === serverId ? lastRefusal : undefined;
  const handles = useRef(new Map<string, AttachedTerminal>());
  const key = query.get("terminal");
  // Once its shell is there, a tab that was opened here is known by the terminal's id, too.
  const named = tabs?.find((tab) => tab.key === key || tab.view.id === key);
  const awaited = tabs?.find((tab) => tab.isOpening && tab.view.serverId === serverId);
  const current = named ?? (serverId === undefined ? tabs?.[0] : awaited);
  const shown = useRef<string>(undefined);
  useEffect(() => {
    shown.current = current?.key;
    return () => {
      shown.current = undefined;
    };
  }, [current?.key]);

  const show = (tab: TerminalTab | undefined): void => {
    if (tab !== undefined) navigate(paths.terminals({ terminal: tab.view.id }), { replace: true });
  };
  const openOn = async (id: number): Promise<void> => {
    setRefusal(undefined);
    const before = current;
    let opened = "";
    let isTyped = false;
    try {
      const view = await open(id, (begun) => {
        opened = begun;
        if (serverId === undefined) navigate(paths.terminals({ terminal: begun }), { replace: true });
        return () => (isTyped = handles.current.get(begun)?.noShellCame() === true);
      });
      // Somebody may have gone elsewhere meanwhile.
      const isShown = shown.current === opened;
      if (view !== undefined && isShown) navigate(paths.terminals({ terminal: view.id }), { replace: true });
    } catch (cause) {
      setRefusal({ serverId: id, arrivedFor: serverId, error: cause, isTyped });
      if (serverId === undefined && shown.current === opened) show(before);
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
    if (tab.key === shown.current) {
      const next = tabs?.[at + 1] ?? tabs?.[at - 1];
      navigate(paths.terminals(next === undefined ? {} : { terminal: next.view.id }), { replace: true });
    }
    close(tab);
  };
  const asking = useRef(new Set<string>());
  const askToClose = async (tab: TerminalTab): Promise<void> => {
    if (asking.current.has(tab.key)) return;
    asking.current.add(tab.key);
    // Where the core cannot be asked either, it is not known.
    const programs = tab.view.isOpen
      ? await client.terminals.programs.query({ id: tab.view.id }).then(
          ({ names }) => names,
          () => undefined,
        )
      : [];
    asking.current.delete(tab.key);
    const question = closeQuestion(tab.view.serverName, programs);
    if (question === undefined) {
      drop(tab);
      return;
    }
    confirm({
      ...question,
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
        <TerminalTabList tabs={tabs} current={current?.key} onClose={(tab) => void askToClose(tab)}>
          <NewTerminal onOpen={(id) => void openOn(id)} />
        </TerminalTabList>
      )}
      {refusal !== undefined && (
        <ErrorPanel
          title={
            refusal.isTyped
              ? "The terminal could not be opened, and what was typed for it is discarded"
              : "The terminal could not be opened"
          }
          error={refusal.error}
          onRetry={() => void openOn(refusal.serverId)}
          actions={
            <Button component="a" href={paths.server(refusal.serverId)} variant="default">
              Open the server
            </Button>
          }
        />
      )}
      {tabs?.length === 0 && refusal === undefined && (
        <EmptyState sentence="No terminal is open. Each goes on until you close it, or nobody types for a long time." />
      )}
      {tabs !== undefined && tabs.length > 0 && (
        <div className={styles.panes}>
          {tabs.map((tab) => (
            <TerminalPane
              key={tab.key}
              view={tab.view}
              isFresh={fresh.has(tab.view.id)}
              isOpening={tab.isOpening === true}
              title={tabTitle(tabs, tab)}
              isCurrent={tab.key === current?.key}
              onShell={(size) => reopen(tab, size)}
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
