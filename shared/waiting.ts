/**
 * What a job waits for: its time; another job of its event; room within the limits, or its turn; the end of the pause
 * between two waves; servers that cannot be reached; or secrets that cannot be read, as the vault is closed.
 */
export type WaitingKind = "time" | "other_job" | "room" | "turn" | "pause" | "server" | "vault";

/** A piece of a sentence: text, or an instant (epoch milliseconds) that its reader writes in their own zone. */
export type WaitingPart = string | { readonly at: number };

/** What keeps a job from starting, or from going on with anything. */
export interface Waiting {
  readonly kind: WaitingKind;
  /** The end of a sentence that begins “Waiting for ”, to be joined as it is. */
  readonly words: readonly WaitingPart[];
}

/** The sentence's end as plain text. @param instantText writes an instant, epoch milliseconds */
export function waitingText({ words }: Pick<Waiting, "words">, instantText: (at: number) => string): string {
  return words.map((part) => (typeof part === "string" ? part : instantText(part.at))).join("");
}

/** Whether a list tells it: not that a job waits for its time or its turn, which its times say. */
export function isToldInLists<Told extends Pick<Waiting, "kind">>(waiting: Told | undefined): waiting is Told {
  return waiting !== undefined && waiting.kind !== "time" && waiting.kind !== "turn";
}
