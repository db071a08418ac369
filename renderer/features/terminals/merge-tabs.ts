import type { TerminalView } from "../../bridge/views.ts";

/** One tab: it stays the same when its terminal is replaced by another. */
export interface TerminalTab {
  readonly key: string;
  readonly view: TerminalView;
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
    .map(({ key, view }) => ({ key, view: byId.get(view.id) ?? { ...view, isOpen: false } }));
  const known = new Set(kept.map(({ view }) => view.id));
  const added = views.filter(({ id }) => !known.has(id) && !closed.has(id)).map((view) => ({ key: view.id, view }));
  return [...kept, ...added];
}

/** `web-1`, or `web-1 (2)` for the second of several on one server. */
export function tabTitle(tabs: readonly TerminalTab[], tab: TerminalTab): string {
  const same = tabs.filter(({ view }) => view.serverId === tab.view.serverId);
  const at = same.findIndex(({ key }) => key === tab.key);
  return at > 0 ? `${tab.view.serverName} (${String(at + 1)})` : tab.view.serverName;
}
