import type { EventVersion } from "../../bridge/views.ts";

const causeWords: Readonly<Record<Exclude<EventVersion["cause"], "rolled_back" | "paused">, string>> = {
  created: "Created",
  saved: "Saved",
  applied: "Applied from a file",
  status: "Status changed",
  tags: "Tags changed",
  found: "First version known",
};

/** What made a version. */
export function versionCause({ cause, restored, note }: EventVersion): string {
  if (cause === "rolled_back") return `Rolled back to version ${String(restored)}`;
  if (cause === "paused") return `Paused by the program: ${note ?? "no reason was given"}`;
  return causeWords[cause];
}

/** Parts named at most; the others are counted. */
const mostNamed = 4;

/** What a version changed, in a line. */
export function versionChanges({ changes, cause }: EventVersion): string {
  const [only] = changes;
  if (only === undefined) return cause === "created" || cause === "found" ? "–" : "nothing";
  if (changes.length === 1) return only.path === "script" ? "script" : `${only.path}: ${only.from} → ${only.to}`;
  const parts = [...new Set(changes.map(({ path }) => path.replace(/\..*/, "")))];
  const named = parts.slice(0, mostNamed);
  const others = parts.length - named.length;
  return others === 0 ? named.join(", ") : `${named.join(", ")} and ${String(others)} more`;
}
