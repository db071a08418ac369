import { useCallback, useMemo, useState } from "react";
import { byField, elementId } from "./event-fields.ts";
import type { EventDraft } from "./event-draft.ts";

/** What each section of the form works with. */
export interface EventForm {
  readonly draft: EventDraft;
  /** Changes parts of the draft; complaints about the named fields are no longer true and go. */
  readonly change: (part: Partial<EventDraft>, ...paths: readonly string[]) => void;
  /** The id and complaint of the field with this path, for the input that edits it. */
  readonly field: (path: string) => { readonly id: string; readonly error: string | undefined };
  readonly complaints: Readonly<Record<string, string>>;
}

export interface EventFormState extends EventForm {
  readonly replace: (draft: EventDraft) => void;
  readonly setComplaints: (found: Readonly<Record<string, string>>) => void;
}

/** Holds an event while it is edited. */
export function useEventForm(initial: EventDraft): EventFormState {
  const [draft, setDraft] = useState(initial);
  const [complaints, setFound] = useState<Readonly<Record<string, string>>>({});
  const change = useCallback((part: Partial<EventDraft>, ...paths: readonly string[]) => {
    setDraft((before) => ({ ...before, ...part }));
    setFound((before) => {
      const kept = Object.entries(before).filter(
        ([path]) => !paths.some((changed) => path === changed || path.startsWith(`${changed}.`)),
      );
      return kept.length === Object.keys(before).length ? before : Object.fromEntries(kept);
    });
  }, []);
  const field = useCallback((path: string) => ({ id: elementId(path), error: complaints[path] }), [complaints]);
  const setComplaints = useCallback((found: Readonly<Record<string, string>>) => setFound(byField(found)), []);
  return useMemo(
    () => ({ draft, change, field, complaints, replace: setDraft, setComplaints }),
    [draft, change, field, complaints, setComplaints],
  );
}

/** Brings a field into view and gives it the focus. */
export function goToField(path: string): void {
  const element = document.getElementById(elementId(path));
  element?.scrollIntoView({ block: "center" });
  const inner = element?.matches("input, textarea, button, select, [tabindex], [contenteditable]")
    ? element
    : element?.querySelector<HTMLElement>("input, textarea, button, [tabindex]");
  inner?.focus({ preventScroll: true });
}
