import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";

interface ItemOptions {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly checked?: boolean;
  readonly click?: () => void;
  readonly submenu?: readonly ItemOptions[];
}

/** Roles with an effect a test can see; the others are Electron's own and are only listed. */
const roles: Readonly<Record<string, () => unknown>> = {
  quit: () => {
    app.quit();
  },
  reload: () => Promise.all(BrowserWindow.getAllWindows().map((window) => window.reload())),
  close: () => {
    BrowserWindow.getAllWindows()[0]?.close();
  },
};

export class Menu {
  static application: Menu | null = null;
  readonly items: readonly ItemOptions[];

  constructor(items: readonly ItemOptions[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly ItemOptions[]): Menu {
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.application = menu;
  }
}

/** What an item is called: its label without the access key, or its role. */
function title(item: ItemOptions): string {
  return item.label?.replace("&", "") ?? item.role ?? `(${String(item.type)})`;
}

/** The titles of the application menu, as `File/Quit`. */
export function menuPaths(items: readonly ItemOptions[] = Menu.application?.items ?? [], parent = ""): string[] {
  return items
    .filter((item) => item.type !== "separator")
    .flatMap((item) => (item.submenu ? menuPaths(item.submenu, `${parent}${title(item)}/`) : [parent + title(item)]));
}

/**
 * Clicks an item of the application menu.
 * @throws when there is none of that path, or its role is not among those the stand-in plays
 */
export async function clickMenu(path: string): Promise<void> {
  let items = Menu.application?.items ?? [];
  let item: ItemOptions | undefined;
  for (const name of path.split("/")) {
    item = items.find((candidate) => title(candidate) === name);
    items = item?.submenu ?? [];
  }
  const act = item?.click ?? roles[item?.role ?? ""];
  if (!act) throw new Error(`The menu has no item ${path} that the stand-in can click.`);
  await act();
}
