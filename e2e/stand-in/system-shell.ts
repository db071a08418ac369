import { notify } from "./parent.ts";

/** What the program asked the system to open: links and folders. */
export const openedExternally: string[] = [];

function open(what: string): void {
  openedExternally.push(what);
  notify({ kind: "opened", what });
}

export const shell = {
  openExternal(url: string): Promise<void> {
    open(url);
    return Promise.resolve();
  },
  openPath(path: string): Promise<string> {
    open(path);
    return Promise.resolve("");
  },
};
