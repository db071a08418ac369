import { createHash } from "node:crypto";

/** What the sockets of an execution on its server are called, before a point: letters and digits. */
export function doorKey(executionId: string): string {
  return createHash("sha256").update(executionId).digest("hex").slice(0, 12);
}
