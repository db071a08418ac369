import { expect, test } from "vitest";
import { readChosenJobs, statusesOf, switchGroup } from "./job-filter.ts";

const read = (text: string) => readChosenJobs(new URLSearchParams(text));

test("reads the filters of an address, and leaves out what it does not know", () => {
  expect(read("status=failed,running,odd&search=back&since=24h&server=3&event=7")).toEqual({
    groups: ["running", "failed"],
    search: "back",
    range: "24h",
    serverId: 3,
    eventId: 7,
  });
  expect(read("status=claimed")).toMatchObject({ groups: ["running"] });
  expect(read("since=toString&server=-1&event=x")).toEqual({
    groups: [],
    search: "",
    range: undefined,
    serverId: undefined,
    eventId: undefined,
  });
});

test("running means being started, too", () => {
  expect(statusesOf(["running", "failed"])).toEqual(["claimed", "running", "failed"]);
  expect(statusesOf([])).toEqual([]);
});

test("switches a group on and off", () => {
  expect(switchGroup([], "failed")).toBe("failed");
  expect(switchGroup(["failed"], "partial")).toBe("failed,partial");
  expect(switchGroup(["failed"], "failed")).toBeUndefined();
});
