import { expect, test } from "vitest";
import type { EventSummary } from "../../bridge/views.ts";
import { countScopes, filterEvents, readEventQuery } from "./event-filter.ts";

const plain: EventSummary = {
  id: 1,
  name: "Nightly backup",
  description: "Copies the database away",
  type: "BASH",
  status: "ACTIVE",
  tags: ["backup"],
  place: "servers",
  runsOn: "web-1, @db",
  schedule: null,
  scheduleWords: "",
  recent: [],
  unfinished: 0,
  running: 0,
  runCount: 0,
  failureStreak: 0,
  updatedAt: 0,
};
const failed = { jobId: "job_1", status: "failed", at: 0 } as const;
const events: readonly EventSummary[] = [
  plain,
  { ...plain, id: 2, name: "Report", description: "", tags: ["weekly"], last: failed },
  { ...plain, id: 3, name: "Old report", status: "ARCHIVED", last: failed },
  { ...plain, id: 4, name: "Idea", status: "DRAFT", runsOn: "this computer" },
];

function found(address: string): readonly number[] {
  return filterEvents(events, readEventQuery(new URLSearchParams(address))).map(({ id }) => id);
}

test("archived events are only shown when asked for, and no longer count as failing", () => {
  expect(found("")).toEqual([1, 2, 4]);
  expect(found("status=archived")).toEqual([3]);
  expect(found("status=failing")).toEqual([2]);
  expect(found("status=nonsense")).toEqual([1, 2, 4]);
  expect(countScopes(events)).toEqual({ current: 3, failing: 1, ACTIVE: 2, PAUSED: 0, DRAFT: 1, ARCHIVED: 1 });
});

test("text is looked for in name, description, tags and targets, in any case", () => {
  expect(found("q=REPORT")).toEqual([2]);
  expect(found("q=database")).toEqual([1, 4]);
  expect(found("q=weekly")).toEqual([2]);
  expect(found("q=this comp")).toEqual([4]);
  expect(found("q=report&tag=backup")).toEqual([]);
});
