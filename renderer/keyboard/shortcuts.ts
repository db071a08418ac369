import { useLayoutEffect, useRef } from "react";
import { create } from "zustand";
import { advance, emptyTrail, nameKey, type KeyTrail } from "./sequence.ts";

export interface Shortcut {
  /** `j`, `?`, `g e`, `mod+k`. */
  readonly keys: string;
  /** What it does, for the cheat sheet: "Go to events". */
  readonly label: string;
  /** Heading in the cheat sheet. */
  readonly group: string;
}

interface Registered extends Shortcut {
  readonly id: symbol;
  readonly run: () => void;
}

/** Every shortcut that works right now; the latest registered wins where two share keys. */
export const useShortcuts = create<{ readonly list: readonly Registered[] }>(() => ({ list: [] }));

/**
 * Makes a shortcut work, and appear in the cheat sheet, while the calling component is mounted.
 * @param shortcut undefined or with `enabled` false: none
 */
export function useShortcut(shortcut: Shortcut & { readonly enabled?: boolean }, run: () => void): void {
  const { keys, label, group, enabled = true } = shortcut;
  const latest = useRef(run);
  // Before the screen shows: what is seen answers to its keys at once.
  useLayoutEffect(() => {
    latest.current = run;
  });
  useLayoutEffect(() => {
    if (!enabled) return;
    const id = Symbol(keys);
    const entry: Registered = { id, keys, label, group, run: () => latest.current() };
    useShortcuts.setState(({ list }) => ({ list: [...list, entry] }));
    return () => useShortcuts.setState(({ list }) => ({ list: list.filter((other) => other.id !== id) }));
  }, [keys, label, group, enabled]);
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  if (target.closest(".cm-editor") !== null) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

/** Every key belongs to the shell in a terminal; Ctrl and K ends a line there. Cmd is no key of shells. */
function isForShell(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(".xterm") !== null && !event.metaKey;
}

/** Plain keys belong to an open dialog or menu while focus is in it. */
function isCaptured(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
}

/**
 * Listens for keys on the whole window until the returned function is called.
 * Shortcuts with `mod` work everywhere but in terminals; plain ones only outside of text fields, dialogs and menus.
 */
export function listenForShortcuts(): () => void {
  let trail: KeyTrail = emptyTrail;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isForShell(event)) return;
    const key = nameKey(event);
    if (key === undefined) return;
    if (!key.startsWith("mod+") && (takesText(event.target) || isCaptured(event.target))) return;
    const { list } = useShortcuts.getState();
    const step = advance(
      trail,
      key,
      event.timeStamp,
      list.map((shortcut) => shortcut.keys),
    );
    trail = step.trail;
    const completed = list.findLast((shortcut) => shortcut.keys === step.completed);
    if (completed === undefined) return;
    event.preventDefault();
    completed.run();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
