import { waitingText, type Waiting } from "../../shared/waiting.ts";
import { plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";

/** What a job waits for, with its instants as other lines have them. @param now epoch milliseconds */
export function waitingLine(waiting: Pick<Waiting, "words">, now: number): string {
  return plainText(waitingText(waiting, (at) => exactAndRelative(at, now)));
}
