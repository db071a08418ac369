import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { TerminalSize } from "../../../shared/terminal.ts";
import { useApi } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import type { TerminalView } from "../../bridge/views.ts";
import { notifyProblem } from "../../ui/notify.tsx";
import { mergeTabs, type TerminalTab } from "./merge-tabs.ts";

/** As large as a terminal is before it is measured. */
const firstSize: TerminalSize = { columns: 80, rows: 24 };

export interface TerminalTabs {
  /** Undefined until the core has said which there are. */
  readonly tabs: readonly TerminalTab[] | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  /** Ids of those this page has opened since it was loaded. */
  readonly fresh: ReadonlySet<string>;
  /**
   * Opens a terminal in a tab that is there at once.
   * @param began told the tab's key; what it returns is called when no shell comes, before the tab goes
   * @returns undefined when the tab was closed meanwhile
   * @throws what opening throws; the tab is gone then
   */
  readonly open: (serverId: number, began: (key: string) => () => void) => Promise<TerminalView | undefined>;
  /** Another shell in a tab whose shell is gone. @returns the terminal that has it; undefined when there is none */
  readonly reopen: (tab: TerminalTab, size: TerminalSize) => Promise<string | undefined>;
  readonly close: (tab: TerminalTab) => void;
}

/** The terminals there are, as tabs, and what can be done with them. */
export function useTerminalTabs(): TerminalTabs {
  const api = useApi();
  const queries = useQueryClient();
  const list = useQuery(api.terminals.list.queryOptions(undefined, { refetchOnMount: "always" }));
  const opening = useMutation(api.terminals.open.mutationOptions());
  const reopening = useMutation(api.terminals.reopen.mutationOptions());
  const closing = useMutation(api.terminals.close.mutationOptions());
  const [known, setKnown] = useState<readonly TerminalTab[]>([]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const servers = useQuery(api.servers.list.queryOptions({}));
  const begun = useRef(0);
  /** Keys of tabs that were closed before their shell was there. */
  const givenUp = useRef(new Set<string>());
  const merged = list.data === undefined ? undefined : mergeTabs(known, list.data, closed);
  if (merged !== undefined && JSON.stringify(merged) !== JSON.stringify(known)) setKnown(merged);
  const nameOf = (serverId: number): string => servers.data?.find(({ id }) => id === serverId)?.name ?? "…";
  const tabs = merged?.map((tab) =>
    tab.isOpening ? { ...tab, view: { ...tab.view, serverName: nameOf(tab.view.serverId) } } : tab,
  );

  const remember = (view: TerminalView): void => {
    setFresh((ids) => new Set([...ids, view.id]));
    queries.setQueryData(api.terminals.list.queryKey(), (views: readonly TerminalView[] = []) =>
      views.some(({ id }) => id === view.id) ? [...views] : [...views, view],
    );
  };
  const replace = (key: string, view: TerminalView): void => {
    setKnown((all) => all.map((each) => (each.key === key ? { key, view } : each)));
    remember(view);
  };
  const end = (id: string): void => {
    setClosed((ids) => new Set([...ids, id]));
    closing.mutateAsync({ id }).catch((error: unknown) => {
      if (toProblem(error).code !== "not_found") notifyProblem("The terminal could not be closed", error);
    });
  };
  const open: TerminalTabs["open"] = async (serverId, began) => {
    const key = `opening-${String((begun.current += 1))}`;
    const nothingYet = { id: key, serverId, serverName: "", openedAt: 0, isOpen: false, end: 0 };
    setKnown((all) => [...all, { key, view: nothingYet, isOpening: true }]);
    const failed = began(key);
    try {
      const view = await opening.mutateAsync({ serverId, size: firstSize });
      if (givenUp.current.has(key)) {
        end(view.id);
        return undefined;
      }
      replace(key, view);
      return view;
    } catch (error) {
      failed();
      setKnown((all) => all.filter((each) => each.key !== key));
      throw error;
    }
  };

  return {
    tabs,
    error: list.error,
    retry: () => void list.refetch(),
    fresh,
    open,
    async reopen(tab, size) {
      try {
        return (await reopening.mutateAsync({ id: tab.view.id, size })).id;
      } catch (error) {
        if (toProblem(error).code !== "not_found") {
          notifyProblem(`No shell could be opened on ${tab.view.serverName}`, error);
          return undefined;
        }
        try {
          // The program was started anew: the terminal is gone there, and its text is here.
          const view = await opening.mutateAsync({ serverId: tab.view.serverId, size });
          replace(tab.key, view);
          return view.id;
        } catch (refusal) {
          notifyProblem(`No shell could be opened on ${tab.view.serverName}`, refusal);
          return undefined;
        }
      }
    },
    close(tab) {
      if (!tab.isOpening) {
        end(tab.view.id);
        return;
      }
      givenUp.current.add(tab.key);
      setKnown((all) => all.filter(({ key }) => key !== tab.key));
    },
  };
}
