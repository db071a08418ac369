import { expect, test } from "vitest";
import type { BulkResult } from "../../bridge/views.ts";
import { bulkOutcome } from "./bulk-words.ts";

const done = (id: number): BulkResult => ({ ok: true, id, name: `event ${String(id)}` });
const refused = (id: number): BulkResult => ({
  ok: false,
  id,
  name: `event ${String(id)}`,
  error: { code: "conflict", message: `“event ${String(id)}” is archived`, remedy: "Take it out." },
});

test("says how many have changed, and of those that refused why", () => {
  expect(bulkOutcome("pause", [done(1), done(2)])).toEqual({ title: "2 events are paused", trouble: undefined });
  expect(bulkOutcome("run", [done(1)])).toEqual({ title: "1 event is queued", trouble: undefined });
  expect(bulkOutcome("run", [done(1), refused(2)])).toEqual({
    title: "1 of 2 events is queued",
    trouble: "“event 2” is archived. Take it out.",
  });
});

test("tells of a few that refused, and counts the others", () => {
  const { title, trouble } = bulkOutcome("delete", [1, 2, 3, 4, 5, 6].map(refused));
  expect(title).toBe("0 of 6 events are deleted");
  expect(trouble).toContain("“event 4” is archived");
  expect(trouble).not.toContain("“event 5”");
  expect(trouble).toMatch(/And 2 more\.$/);
});
