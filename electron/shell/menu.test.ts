import type { MenuItemConstructorOptions } from "electron";
import { expect, it } from "vitest";
import { menuTemplate } from "./menu.ts";

function leaves(items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return items.flatMap((item) => (Array.isArray(item.submenu) ? leaves(item.submenu) : [item]));
}

const actions = { openDataFolder: () => undefined, chooseTheme: () => undefined };

it.each(["linux", "darwin", "win32"] as const)("gives every item on %s something to do", (platform) => {
  const items = leaves(menuTemplate(platform, "system", actions)).filter((item) => item.type !== "separator");
  expect(items.filter((item) => item.role === undefined && item.click === undefined)).toEqual([]);
  expect(items.filter((item) => item.role !== undefined && item.click !== undefined)).toEqual([]);
});

it("marks the theme that is chosen, and chooses another", () => {
  const chosen: string[] = [];
  const themes = leaves(
    menuTemplate("linux", "dark", { ...actions, chooseTheme: (theme) => chosen.push(theme) }),
  ).filter((item) => item.type === "radio");
  expect(themes.map((item) => item.checked)).toEqual([false, false, true]);
  for (const item of themes) (item.click as () => void)();
  expect(chosen).toEqual(["system", "light", "dark"]);
});

it("quits from the File menu, or from the application's own on macOS", () => {
  const quits = (platform: NodeJS.Platform) =>
    leaves(menuTemplate(platform, "system", actions)).some((item) => item.role === "quit");
  expect([quits("linux"), quits("win32"), quits("darwin")]).toEqual([true, true, false]);
});
