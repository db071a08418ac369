import { EventEmitter } from "node:events";

type RequestHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type CheckHandler = (contents: unknown, permission: string) => boolean;

/** Electron's session: keeps what the program registers, for a test to ask. */
export class Session extends EventEmitter {
  #request: RequestHandler | undefined;
  #check: CheckHandler | undefined;
  readonly webRequest = { onHeadersReceived: (): void => undefined };

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(): void {
    // Chromium under test offers no devices.
  }

  /** What a page would be told that asks for a permission, or looks whether it has it. */
  permission(name: string): { readonly requested: boolean; readonly checked: boolean } {
    // Without a handler Electron grants everything.
    let requested = this.#request === undefined;
    this.#request?.(undefined, name, (granted) => {
      requested = granted;
    });
    return { requested, checked: this.#check?.(undefined, name) ?? true };
  }
}

export const session = { defaultSession: new Session() };
