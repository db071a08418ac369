import { BrowserWindow, dialog, nativeTheme, screen, shell } from "electron";
import { pathToFileURL } from "node:url";
import { lockDownContents } from "./lockdown.ts";
import type { WindowMemory } from "./window-memory.ts";
import { placeWindow, smallestWindow } from "./window-placement.ts";

/** The page's own background (`--surface-page`), which shows while the page is drawn or the window resized. */
const pageBackground = { light: "#f8f9fb", dark: "#13171e" } as const;

export interface WindowOptions {
  /** Absolute paths of the page and of the preload. */
  readonly page: string;
  readonly preload: string;
  readonly memory: WindowMemory;
  /** Called when the window is about to close, with what to remember of it. */
  readonly remember: (placement: Pick<WindowMemory, "bounds" | "maximized">) => void;
}

/** Makes the window, without loading its page yet; it shows itself when there is something to see. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(options.memory.bounds, screens),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: "Cronium",
    backgroundColor: nativeTheme.shouldUseDarkColors ? pageBackground.dark : pageBackground.light,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  lockDownContents(window.webContents, pathToFileURL(options.page).href, (url) => {
    void shell.openExternal(url);
  });
  // Electron closes nothing and says nothing when a page objects to being left; the question is ours to ask.
  window.webContents.on("will-prevent-unload", (event) => {
    if (leaveAnyway(window)) event.preventDefault();
  });
  window.once("ready-to-show", () => {
    if (options.memory.maximized) window.maximize();
    window.show();
  });
  window.on("close", () => {
    options.remember({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  return window;
}

/**
 * Loads the page into the window.
 * @throws when there is no page to load; not when the window was closed, or told to reload, meanwhile
 */
export async function loadPage(window: BrowserWindow, page: string): Promise<void> {
  try {
    await window.loadFile(page);
  } catch (error) {
    const aborted = error instanceof Error && "code" in error && error.code === "ERR_ABORTED";
    if (!aborted && !window.isDestroyed()) throw error;
  }
}

/** Brings the window to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function leaveAnyway(window: BrowserWindow): boolean {
  const choice = dialog.showMessageBoxSync(window, {
    type: "question",
    message: "Leave without saving?",
    detail: "There are changes on this page that have not been saved.",
    buttons: ["Stay", "Discard changes"],
    defaultId: 0,
    cancelId: 0,
  });
  return choice === 1;
}
