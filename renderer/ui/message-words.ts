import type { ActionTrigger, MessageKind } from "../../shared/words.ts";

/** When an action acts, as a choice. */
export const triggerWords: Readonly<Record<ActionTrigger, string>> = {
  ON_SUCCESS: "On success",
  ON_FAILURE: "On failure",
  ALWAYS: "Always",
  ON_CONDITION: "On condition",
};

/** What an action does, as a choice. */
export const doesWords: Readonly<Record<MessageKind, string>> = {
  run_event: "Run an event",
  call_url: "Call an address",
  notify: "Tell me here",
};

const verbs: Readonly<Record<MessageKind, string>> = { run_event: "Run", call_url: "Call", notify: "Tell" };

/** What an action or a message does, in words. */
export function actionWords(kind: MessageKind, destination: string): string {
  return `${verbs[kind]} ${destination}`;
}

/** Why a message was not delivered, in a sentence. What the tools of a desktop said is kept for the details. */
export function undeliveredWords(kind: MessageKind, error: string | undefined): string {
  if (error === undefined) return "It could not be delivered.";
  return kind === "notify" ? "No desktop was found here that shows notices." : error;
}
