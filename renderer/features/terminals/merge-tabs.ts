import type { TerminalView } from "../../bridge/views.ts";

/** One tab: it stays the same when its terminal is replaced by another. */
export interface TerminalTab {
  readonly key: string;
  readonly view: TerminalView;
  /** Its first shell is being opened: there is no terminal behind it yet, and its view holds little. */
  readonly isOpening?: true;
}

/**
 * Brings the tabs in step with the terminals there are. What vanished without being closed here, as when the program
 * was started anew, keeps its tab and its text.
 * @param closed ids of terminals that were closed here
 */
export function mergeTabs(
  tabs: readonly TerminalTab[],
  views: readonly TerminalView[],
  closed: ReadonlySet<string>,
): readonly TerminalTab[] {
  const byId = new Map(views.map((view) => [view.id, view]));
  const kept = tabs
    .filter(({ view }) => !closed.has(view.id))
    .map((tab) =>
      tab.isOpening ? tab : { key: tab.key, view: byId.get(tab.view.id) ?? { ...tab.view, isOpen: false } },
    );
  const known = new Set(kept.map(({ view }) => view.id));
  // The list may tell of a terminal before whoever opens it is answered: it gets no second tab.
  const opening = new Set(kept.flatMap(({ view, isOpening }) => (isOpening ? [view.serverId] : [])));
  const added = views
    .filter(({ id, serverId }) => !known.has(id) && !closed.has(id) && !opening.has(serverId))
    .map((view) => ({ key: view.id, view }));
  return [...kept, ...added];
}

/** `web-1`, or `web-1 (2)` for the second of several on one server. */
export function tabTitle(tabs: readonly TerminalTab[], tab: TerminalTab): string {
  const same = tabs.filter(({ view }) => view.serverId === tab.view.serverId);
  const at = same.findIndex(({ key }) => key === tab.key);
  return at > 0 ? `${tab.view.serverName} (${String(at + 1)})` : tab.view.serverName;
}
