import type { Failure } from "../../../shared/failure.ts";

/** Whose problem it is when files cannot be made in a place. */
export type Concern = "server" | "this-computer";

/**
 * Names what a place's own words tell of: a full disk or one that may not be written to, wherever it showed.
 * @param reason what has failed on a server, where the words tell of nothing that has a name of its own
 */
export function placeFailure(
  concern: Concern,
  reason: Extract<Failure["reason"], "session_failed" | "runner_failed" | "payload_failed">,
  words: string,
  messageOf: (words: string) => string,
): Failure {
  const text = words.trim() === "" ? "it gave no reason" : words.trim();
  const message = messageOf(text);
  const isFull = /no space|quota|disk full/i.test(text);
  if (concern === "this-computer") return { reason: isFull ? "disk_full" : "internal", message };
  if (isFull) return { reason: "server_disk_full", message };
  const isClosed = /read-only|permission denied|operation not permitted/i.test(text);
  return { reason: isClosed ? "server_read_only" : reason, message };
}
