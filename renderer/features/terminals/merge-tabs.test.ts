import { expect, it } from "vitest";
import { mergeTabs, tabTitle } from "./merge-tabs.ts";

const view = (id: string, serverId = 1) => ({
  id,
  serverId,
  serverName: `web-${String(serverId)}`,
  openedAt: 0,
  isOpen: true,
  end: 0,
});

it("adds what is new at the end and follows what changes", () => {
  const tabs = mergeTabs(
    mergeTabs([], [view("a")], new Set()),
    [view("b"), { ...view("a"), isOpen: false }],
    new Set(),
  );
  expect(tabs.map((tab) => [tab.key, tab.view.isOpen])).toEqual([
    ["a", false],
    ["b", true],
  ]);
});

it("keeps the tab of a terminal that vanished, and drops one that was closed here", () => {
  const tabs = mergeTabs([], [view("a"), view("b")], new Set());
  expect(mergeTabs(tabs, [], new Set(["a"])).map((tab) => [tab.key, tab.view.isOpen])).toEqual([["b", false]]);
});

it("keeps one tab for a terminal that took the place of another", () => {
  expect(mergeTabs([{ key: "a", view: view("c") }], [view("c")], new Set())).toEqual([{ key: "a", view: view("c") }]);
});

it("numbers the terminals of one server", () => {
  const tabs = mergeTabs([], [view("a"), view("b", 2), view("c")], new Set());
  expect(tabs.map((tab) => tabTitle(tabs, tab))).toEqual(["web-1", "web-2", "web-1 (2)"]);
});

it("gives a terminal that is being opened here no second tab when the list tells of it first", () => {
  const opening = { key: "opening-1", view: { ...view("opening-1", 2), isOpen: false }, isOpening: true as const };
  const tabs = mergeTabs([opening], [view("a"), view("b", 2)], new Set());
  expect(tabs).toEqual([opening, { key: "a", view: view("a") }]);
});
