import { messageStatuses, type MessageStatus } from "../../../shared/words.ts";

/** The statuses that an address names, in their own order. */
export function readStatuses(query: URLSearchParams): readonly MessageStatus[] {
  const named = (query.get("status") ?? "").split(",");
  return messageStatuses.filter((status) => named.includes(status));
}

/** The address's word for the statuses with one of them switched; undefined for all. */
export function switchStatus(chosen: readonly MessageStatus[], status: MessageStatus): string | undefined {
  const next = chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status];
  return next.length === 0 || next.length === messageStatuses.length ? undefined : next.join(",");
}
