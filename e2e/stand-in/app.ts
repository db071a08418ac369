import { EventEmitter } from "node:events";
import { join } from "node:path";
import { closeBrowser } from "./chromium.ts";
import { userDataPath } from "./environment.ts";
import { takeInstanceLock } from "./single-instance.ts";

/** What the application needs of its windows, which are made after it. */
interface ClosableWindow {
  /** Asks the window to close; false when it, or its page, would not. */
  requestClose(): Promise<boolean>;
}

function preventable(): { readonly event: { preventDefault(): void }; readonly prevented: () => boolean } {
  let prevented = false;
  return {
    event: {
      preventDefault: () => {
        prevented = true;
      },
    },
    prevented: () => prevented,
  };
}

/** Electron's `app`, with its order of quitting: before-quit, the windows, will-quit, quit. */
class StandInApp extends EventEmitter {
  readonly windows = new Set<ClosableWindow>();
  readonly #paths = new Map([["userData", userDataPath]]);
  #quitting = false;
  #ready = false;
  #told: Promise<void> = Promise.resolve();
  readonly #becomesReady = new Promise<void>((resolve) => {
    setImmediate(() => {
      if (this.#quitting) return;
      this.#ready = true;
      this.emit("ready");
      resolve();
    });
  });

  whenReady(): Promise<void> {
    return this.#becomesReady;
  }

  isReady(): boolean {
    return this.#ready;
  }

  enableSandbox(): void {
    if (this.#ready) throw new Error("app.enableSandbox() can only be called before app is ready");
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? join(userDataPath, name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    const lock = takeInstanceLock(this.getPath("userData"), () => this.emit("second-instance", {}, [], ""));
    if (!lock.first) this.#told = lock.told;
    return lock.first;
  }

  quit(): void {
    if (this.#quitting) return;
    const beforeQuit = preventable();
    this.emit("before-quit", beforeQuit.event);
    if (beforeQuit.prevented()) return;
    this.#quitting = true;
    void this.#closeAndQuit();
  }

  exit(code = 0): void {
    void closeBrowser().finally(() => process.exit(code));
  }

  /** A window has gone; the last one to go asks the program what now. */
  windowGone(window: ClosableWindow): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#quitting) return;
    if (this.listenerCount("window-all-closed") > 0) this.emit("window-all-closed");
    else this.quit();
  }

  async #closeAndQuit(): Promise<void> {
    await this.#told;
    for (const window of [...this.windows]) {
      if (!(await window.requestClose())) {
        this.#quitting = false;
        return;
      }
    }
    const willQuit = preventable();
    this.emit("will-quit", willQuit.event);
    if (willQuit.prevented()) {
      this.#quitting = false;
      return;
    }
    this.emit("quit", {}, 0);
    this.exit(0);
  }
}

export const app = new StandInApp();
