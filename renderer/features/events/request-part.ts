import type { EventForm } from "./event-form.ts";
import type { RequestDraft } from "./request-draft.ts";

/** What each part of the form of a request works with. */
export interface RequestPartProps {
  readonly form: EventForm;
  readonly request: RequestDraft;
  readonly change: (part: Partial<RequestDraft>, path: string) => void;
}
