import type { MessageKind } from "../../shared/words.ts";

/** What an action or a message does, in words. */
export function actionText(kind: MessageKind, destination: string): string {
  switch (kind) {
    case "run_event":
      return `run ${destination}`;
    case "call_url":
      return `call ${destination}`;
    case "notify":
      return `notify ${destination}`;
  }
}
