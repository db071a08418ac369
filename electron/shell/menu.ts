import type { MenuItemConstructorOptions } from "electron";
import type { Theme } from "./window-memory.ts";

/** What the menu's own items do; everything else in it is Electron's. */
export interface MenuActions {
  readonly openDataFolder: () => void;
  readonly chooseTheme: (theme: Theme) => void;
}

const themes: readonly { readonly theme: Theme; readonly label: string }[] = [
  { theme: "system", label: "Like the System" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

/** The application menu. `theme` is the one chosen now. */
export function menuTemplate(
  platform: NodeJS.Platform,
  theme: Theme,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  return [
    ...(mac ? [{ role: "appMenu" } satisfies MenuItemConstructorOptions] : []),
    {
      label: "&File",
      submenu: [
        { label: "Open Data Folder", click: actions.openDataFolder },
        { type: "separator" },
        mac ? { role: "close" } : { label: "Quit", role: "quit" },
      ],
    },
    {
      label: "&Edit",
      submenu: [
        { role: "undo" },
        { role: "redo" },
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    {
      label: "&View",
      submenu: [
        {
          label: "Theme",
          submenu: themes.map((choice) => ({
            label: choice.label,
            type: "radio",
            checked: choice.theme === theme,
            click: () => {
              actions.chooseTheme(choice.theme);
            },
          })),
        },
        { type: "separator" },
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        { type: "separator" },
        { role: "reload" },
        { role: "toggleDevTools" },
      ],
    },
    ...(mac ? [{ role: "windowMenu" } satisfies MenuItemConstructorOptions] : []),
    { label: "&Help", role: "help", submenu: [{ label: "About Cronium", role: "about" }] },
  ];
}
