import { useCallback, useMemo, useState } from "react";
import type { CalendarDraft, WindowDraft } from "./calendar-draft.ts";
import { byField, elementId } from "./calendar-fields.ts";
import type { Complaints } from "./calendar-input.ts";

/** What each part of the form works with. */
export interface CalendarForm {
  readonly draft: CalendarDraft;
  /** Changes parts of the draft; complaints about the named fields are no longer true and go. */
  readonly change: (part: Partial<CalendarDraft>, ...paths: readonly string[]) => void;
  /** Changes one window. */
  readonly changeWindow: (index: number, window: WindowDraft) => void;
  readonly removeWindow: (index: number) => void;
  /** The id and complaint of the field with this path, for the input that edits it. */
  readonly field: (path: string) => { readonly id: string; readonly error: string | undefined };
  readonly complaints: Complaints;
}

export interface CalendarFormState extends CalendarForm {
  readonly replace: (draft: CalendarDraft) => void;
  readonly setComplaints: (found: Complaints) => void;
}

function without(found: Complaints, paths: readonly string[]): Complaints {
  const kept = Object.entries(found).filter(
    ([path]) => !paths.some((changed) => path === changed || path.startsWith(`${changed}.`)),
  );
  return kept.length === Object.keys(found).length ? found : Object.fromEntries(kept);
}

/** Holds a calendar while it is edited. */
export function useCalendarForm(initial: CalendarDraft): CalendarFormState {
  const [draft, replace] = useState(initial);
  const [complaints, setFound] = useState<Complaints>({});
  const change = useCallback((part: Partial<CalendarDraft>, ...paths: readonly string[]) => {
    replace((before) => ({ ...before, ...part }));
    setFound((before) => without(before, paths));
  }, []);
  const changeWindow = useCallback((index: number, window: WindowDraft) => {
    replace((before) => ({ ...before, windows: before.windows.with(index, window) }));
    setFound((before) => without(before, [`windows.${String(index)}`]));
  }, []);
  const removeWindow = useCallback((index: number) => {
    replace((before) => ({ ...before, windows: before.windows.toSpliced(index, 1) }));
    // Those behind it move up, and so would the complaints about them.
    setFound((before) => without(before, ["windows"]));
  }, []);
  const field = useCallback((path: string) => ({ id: elementId(path), error: complaints[path] }), [complaints]);
  const setComplaints = useCallback((found: Complaints) => setFound(byField(found)), []);
  return useMemo(
    () => ({ draft, change, changeWindow, removeWindow, field, complaints, replace, setComplaints }),
    [draft, change, changeWindow, removeWindow, field, complaints, setComplaints],
  );
}
