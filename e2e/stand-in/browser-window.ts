import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page, Route } from "playwright";
import { app } from "./app.ts";
import { browserContext } from "./chromium.ts";
import { colorScheme, nativeTheme } from "./native-theme.ts";
import { bindingName, pageHostScript, type PageReport } from "./page-host.ts";
import { notify } from "./parent.ts";
import { WebContents } from "./web-contents.ts";

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly show?: boolean;
  readonly webPreferences: { readonly preload: string };
}

/** Electron's BrowserWindow: a Chromium page, and a record of what a window manager would have been asked. */
export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  readonly webContents = new WebContents();
  readonly options: WindowOptions;
  focusCount = 0;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #destroyed = false;
  #ownNavigation = false;
  #stay = (): void => undefined;
  readonly #page: Promise<Page>;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    this.#visible = options.show !== false;
    BrowserWindow.all.add(this);
    app.windows.add(this);
    this.#page = this.#open();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.all];
  }

  async #open(): Promise<Page> {
    const context = await browserContext();
    const page = await context.newPage();
    await page.setViewportSize({ width: this.options.width, height: this.options.height });
    await page.emulateMedia({ colorScheme: colorScheme() });
    nativeTheme.on("updated", () => void page.emulateMedia({ colorScheme: colorScheme() }).catch(() => undefined));
    this.webContents.attach(page);
    page.on("close", () => {
      this.#gone();
    });
    page.on("dialog", (dialog) => {
      if (dialog.type() === "beforeunload" && this.webContents.leavesAnyway()) return void dialog.accept();
      this.#stay();
      void dialog.dismiss();
    });
    await this.#guard(context, page);
    await page.exposeBinding(bindingName, ({ frame }, report: PageReport) => {
      this.webContents.receive(frame, report);
    });
    await page.addInitScript(pageHostScript(readFileSync(this.options.webPreferences.preload, "utf8")));
    return page;
  }

  /** Asks the program before the page goes anywhere, or opens anything, by itself. */
  async #guard(context: BrowserContext, page: Page): Promise<void> {
    await context.route("**/*", async (route: Route) => {
      const request = route.request();
      if (!request.isNavigationRequest() || this.#ownNavigation) return route.continue();
      const frame = requestingFrame(route);
      if (frame === undefined) this.webContents.requestWindow(request.url());
      else if (this.webContents.allowsNavigation(request.url(), frame === page.mainFrame())) return route.continue();
      return route.abort("aborted");
    });
  }

  async loadFile(path: string): Promise<void> {
    const url = pathToFileURL(path).href;
    await this.#navigate((page) => page.goto(url));
    this.webContents.emit("did-finish-load");
    this.emit("ready-to-show");
    notify({ kind: "window", url });
  }

  /** View > Reload. */
  async reload(): Promise<void> {
    await this.#navigate((page) => page.reload());
  }

  async #navigate(go: (page: Page) => Promise<unknown>): Promise<void> {
    const page = await this.#page;
    this.#ownNavigation = true;
    try {
      await go(page);
    } finally {
      this.#ownNavigation = false;
    }
  }

  close(): void {
    void this.requestClose();
  }

  async requestClose(): Promise<boolean> {
    let prevented = false;
    this.emit("close", {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (prevented) return false;
    const page = await this.#page;
    const outcome = new Promise<boolean>((resolve) => {
      page.once("close", () => {
        resolve(true);
      });
      this.#stay = () => {
        resolve(false);
      };
    });
    await page.close({ runBeforeUnload: true });
    return outcome;
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    BrowserWindow.all.delete(this);
    this.webContents.destroy();
    this.emit("closed");
    app.windowGone(this);
  }

  show(): void {
    this.#visible = true;
    this.emit("show");
  }

  focus(): void {
    this.focusCount += 1;
    this.emit("focus");
  }

  minimize(): void {
    this.#minimized = true;
  }

  restore(): void {
    this.#minimized = false;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    const { x = 0, y = 0, width, height } = this.options;
    return { x, y, width, height };
  }
}

/** The frame that asks, or undefined when it is a window that does not exist yet. */
function requestingFrame(route: Route) {
  try {
    return route.request().frame();
  } catch {
    return undefined;
  }
}
