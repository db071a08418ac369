import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { parsePath, type Place, type Query } from "./paths.ts";

/** Asked before leaving a screen that has something to lose; calls `leave` when the person agrees. */
export type LeaveQuestion = (leave: () => void) => void;

const listeners = new Set<() => void>();
let guard: LeaveQuestion | undefined;
let settledHash = window.location.hash;

function announce(): void {
  settledHash = window.location.hash;
  for (const listener of listeners) listener();
}

/** Moves at once, so that what comes next in the same turn already finds the window there. */
function go(address: string, replace: boolean): void {
  if (replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  announce();
}

/*
 * The browser has already moved when it tells of a change of the hash (back, forward, an edited address). With a
 * guard standing, the old address is put back and the person is asked first.
 */
window.addEventListener("hashchange", () => {
  const wanted = window.location.hash;
  if (wanted === settledHash) return;
  if (guard === undefined) {
    announce();
    return;
  }
  window.history.pushState(null, "", settledHash === "" ? "#/" : settledHash);
  guard(() => {
    guard = undefined;
    go(wanted, false);
  });
});

export interface NavigateManner {
  /** Leaves no entry in the history. */
  readonly replace?: boolean;
  /** Leaves without asking: what there was to lose has just been saved or given up. */
  readonly unguarded?: boolean;
}

/** Goes to an address made by `paths`. */
export function navigate(address: string, manner: NavigateManner = {}): void {
  if (manner.unguarded === true) guard = undefined;
  const replace = manner.replace === true || address === settledHash;
  if (guard === undefined || address === settledHash) {
    go(address, replace);
    return;
  }
  guard(() => {
    guard = undefined;
    go(address, replace);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where the window is, live. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => settledHash);
  return useMemo(() => parsePath(hash), [hash]);
}

/**
 * The filters in the address and a function that changes some of them in place. An undefined or empty value removes
 * its name. A change makes no history entry: back leaves the list, it does not undo letters typed into a filter.
 */
export function usePlaceQuery(): readonly [URLSearchParams, (change: Query) => void] {
  const { query } = usePlace();
  const change = useCallback((wanted: Query) => {
    const [path = "#/", text = ""] = settledHash.split("?", 2);
    const next = new URLSearchParams(text);
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, String(value));
    }
    const parameters = next.toString();
    navigate(parameters === "" ? path : `${path}?${parameters}`, { replace: true });
  }, []);
  return [query, change];
}

/**
 * While `active`, leaving this screen asks first, whichever way: a link, back, closing the page.
 * @param ask shows the question and calls its argument to leave
 */
export function useLeaveGuard(active: boolean, ask: LeaveQuestion): void {
  useEffect(() => {
    if (!active) return;
    guard = ask;
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      if (guard === ask) guard = undefined;
      window.removeEventListener("beforeunload", warn);
    };
  }, [active, ask]);
}
