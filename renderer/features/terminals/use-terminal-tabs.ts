import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
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
  readonly isOpening: boolean;
  /** @throws what opening throws */
  readonly open: (serverId: number) => Promise<TerminalView>;
  /** Another shell in a tab whose shell is gone. */
  readonly reopen: (tab: TerminalTab, size: TerminalSize) => Promise<void>;
  readonly close: (tab: TerminalTab) => Promise<void>;
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
  const tabs = list.data === undefined ? undefined : mergeTabs(known, list.data, closed);
  if (tabs !== undefined && JSON.stringify(tabs) !== JSON.stringify(known)) setKnown(tabs);

  const remember = (view: TerminalView): void => {
    setFresh((ids) => new Set([...ids, view.id]));
    queries.setQueryData(api.terminals.list.queryKey(), (views: readonly TerminalView[] = []) =>
      views.some(({ id }) => id === view.id) ? [...views] : [...views, view],
    );
  };
  const open = async (serverId: number): Promise<TerminalView> => {
    const view = await opening.mutateAsync({ serverId, size: firstSize });
    remember(view);
    return view;
  };

  return {
    tabs,
    error: list.error,
    retry: () => void list.refetch(),
    fresh,
    isOpening: opening.isPending || reopening.isPending,
    open,
    async reopen(tab, size) {
      try {
        await reopening.mutateAsync({ id: tab.view.id, size });
      } catch (error) {
        if (toProblem(error).code !== "not_found") {
          notifyProblem(`No shell could be opened on ${tab.view.serverName}`, error);
          return;
        }
        try {
          // The program was started anew: the terminal is gone there, and its text is here.
          const view = await opening.mutateAsync({ serverId: tab.view.serverId, size });
          setKnown((all) => all.map((each) => (each.key === tab.key ? { key: tab.key, view } : each)));
          remember(view);
        } catch (refusal) {
          notifyProblem(`No shell could be opened on ${tab.view.serverName}`, refusal);
        }
      }
    },
    async close(tab) {
      setClosed((ids) => new Set([...ids, tab.view.id]));
      try {
        await closing.mutateAsync({ id: tab.view.id });
      } catch (error) {
        if (toProblem(error).code !== "not_found") notifyProblem("The terminal could not be closed", error);
      }
    },
  };
}
