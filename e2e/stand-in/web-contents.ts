import { EventEmitter } from "node:events";
import type { Frame, Page } from "playwright";
import { deliverySymbol, type PageReport } from "./page-host.ts";
import { session, type Session } from "./session.ts";

type OpenHandler = (details: { readonly url: string }) => { readonly action: "allow" | "deny" };

/** Electron's WebContents over one Chromium page. */
export class WebContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly session: Session = session.defaultSession;
  readonly mainFrame = { name: "main frame" };
  zoomLevel = 0;
  #page: Page | undefined;
  #openHandler: OpenHandler | undefined;
  #destroyed = false;

  attach(page: Page): void {
    this.#page = page;
    page.on("crash", () => this.emit("render-process-gone", {}, { reason: "crashed", exitCode: 1 }));
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
    this.emit("destroyed");
  }

  send(channel: string, text: string): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
    // A page that has just gone receives nothing, as in Electron.
    this.#page
      ?.evaluate(
        ([symbol, ...message]) => {
          const deliver = (window as unknown as Record<symbol, unknown>)[Symbol.for(symbol)];
          (deliver as ((channel: string, text: string) => void) | undefined)?.(...message);
        },
        [deliverySymbol, channel, text] as const,
      )
      .catch(() => undefined);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** A report of the page in `frame`, in the order it was made. */
  receive(frame: Frame, report: PageReport): void {
    const fromMainFrame = frame === this.#page?.mainFrame();
    if (report[0] === "loaded") this.emit("did-navigate", {}, frame.url());
    if (report[0] === "preload-error") this.emit("preload-error", {}, report[1]);
    if (report[0] === "send") {
      const event = { sender: this, senderFrame: fromMainFrame ? this.mainFrame : { name: "another frame" } };
      this.ipc.emit(report[1], event, report[2]);
    }
  }

  /** Whether the page may go where it wants to. */
  allowsNavigation(url: string, isMainFrame: boolean): boolean {
    let prevented = false;
    const details = {
      url,
      isMainFrame,
      preventDefault: () => {
        prevented = true;
      },
    };
    this.emit("will-frame-navigate", details);
    return !prevented;
  }

  /** Asks the program about a window the page wants; the stand-in itself opens none. */
  requestWindow(url: string): void {
    const answer = this.#openHandler?.({ url });
    if (answer?.action !== "deny") throw new Error("The stand-in opens no windows but those of the program.");
  }

  /** Whether the page may be left although it objects. */
  leavesAnyway(): boolean {
    let leave = false;
    this.emit("will-prevent-unload", {
      preventDefault: () => {
        leave = true;
      },
    });
    return leave;
  }
}
