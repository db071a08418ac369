import { expect, test } from "vitest";
import type { EventVersion } from "../../bridge/views.ts";
import { versionCause, versionChanges } from "./version-words.ts";

const saved: EventVersion = { version: 2, savedAt: 0, by: "user", cause: "saved", changes: [] };
const change = (path: string) => ({ path, from: "a", to: "b" });

test("says why there is a version", () => {
  expect(versionCause({ ...saved, cause: "rolled_back", restored: 4 })).toBe("Rolled back to version 4");
  expect(versionCause({ ...saved, cause: "paused", by: "program", note: "a job failed" })).toBe(
    "Paused by the program: a job failed",
  );
});

test("says in a line what it changed", () => {
  expect(versionChanges(saved)).toBe("nothing");
  expect(versionChanges({ ...saved, cause: "created" })).toBe("–");
  expect(versionChanges({ ...saved, changes: [change("timeout")] })).toBe("timeout: a → b");
  expect(versionChanges({ ...saved, changes: ["a.x", "a.y", "c"].map(change) })).toBe("a, c");
  expect(versionChanges({ ...saved, changes: ["a", "b", "c", "d", "e"].map(change) })).toBe("a, b, c, d and 1 more");
});
