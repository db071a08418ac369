/** How the page calls the stand-in; it is taken off `window` before any script of the page runs. */
export const bindingName = "__standIn";
/** How the stand-in calls the page. */
export const deliverySymbol = "stand-in.deliver";

/** What the page reports through the binding. */
export type PageReport =
  | readonly [kind: "loaded"]
  | readonly [kind: "send", channel: string, text: string]
  | readonly [kind: "preload-error", text: string];

/**
 * The script that runs in each new document before the page's own: the preload, with as much of Electron around it as
 * a sandboxed preload has. Functions cross to the page wrapped and the exposed object is frozen, as they are where the
 * two worlds are really apart.
 * @param preload source of the built preload (CommonJS)
 */
export function pageHostScript(preload: string): string {
  const names = JSON.stringify({ bindingName, deliverySymbol });
  return `(${runPreload.toString()})(${names}, function (require, module, exports) {${preload}\n});`;
}

type Names = { readonly bindingName: string; readonly deliverySymbol: string };
type Listener = (event: object, ...values: unknown[]) => void;

/** Runs inside the page: it can use nothing from outside its own body. */
function runPreload(
  names: Names,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
) {
  const page = window as unknown as Record<string | symbol, unknown>;
  const report = page[names.bindingName] as (report: readonly string[]) => Promise<void>;
  delete page[names.bindingName];
  // Electron runs the preload in the main frame alone.
  if (window !== window.top) return;
  void report(["loaded"]);

  const listeners = new Map<string, Listener[]>();
  const of = (channel: string): Listener[] => listeners.get(channel) ?? [];
  const ipcRenderer = {
    send(channel: string, ...values: unknown[]): void {
      if (values.length !== 1 || typeof values[0] !== "string") {
        throw new Error("The stand-in carries one text a message, as the shell's port does.");
      }
      void report(["send", channel, values[0]]);
    },
    on: (channel: string, listener: Listener) => listeners.set(channel, [...of(channel), listener]),
    off: (channel: string, listener: Listener) =>
      listeners.set(
        channel,
        of(channel).filter((known) => known !== listener),
      ),
  };
  Object.defineProperty(page, Symbol.for(names.deliverySymbol), {
    value: (channel: string, text: string) => {
      for (const listener of of(channel)) listener({}, text);
    },
  });

  function cross(value: unknown): unknown {
    if (typeof value === "function") {
      const call = value as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => cross(call(...given.map(cross)));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cross(part)])));
  }
  const contextBridge = {
    exposeInMainWorld(name: string, value: unknown): void {
      if (name in window) throw new Error(`Cannot bind an API on top of an existing property: ${name}`);
      Object.defineProperty(window, name, { value: cross(value), enumerable: true });
    },
  };
  const electron = { contextBridge, ipcRenderer };
  const exported = { exports: {} };
  try {
    preload(
      (name) => {
        if (name !== "electron") throw new Error(`module not found: ${name}`);
        return electron;
      },
      exported,
      exported.exports,
    );
  } catch (error) {
    void report(["preload-error", String(error)]);
  }
}
