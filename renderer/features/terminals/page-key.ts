/** What a key does for the page rather than for the shell; `browser`: the browser itself deals with it. */
export type PageKey = "copy" | "find" | "leave" | "previous" | "next" | "browser";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "shiftKey" | "altKey" | "metaKey">;

const withControlAndShift: Readonly<Record<string, PageKey>> = {
  c: "copy",
  v: "browser",
  f: "find",
  arrowup: "leave",
  arrowleft: "previous",
  arrowright: "next",
};
const withCommand: Readonly<Record<string, PageKey>> = { c: "copy", v: "browser", f: "find" };

/**
 * Keys that belong to the page while a terminal has the focus; every other one, Escape, Tab and Ctrl+C among them, goes
 * to the shell.
 */
export function pageKey(press: Press, hasSelection: boolean): PageKey | undefined {
  const key = press.key.toLowerCase();
  if (press.ctrlKey && press.shiftKey && !press.altKey && !press.metaKey) return withControlAndShift[key];
  if (press.metaKey && !press.ctrlKey && !press.altKey && !press.shiftKey) {
    return key === "c" && !hasSelection ? undefined : withCommand[key];
  }
  return undefined;
}
