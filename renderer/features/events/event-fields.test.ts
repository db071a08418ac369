import { expect, test } from "vitest";
import { fieldAt, sortComplaints } from "./event-fields.ts";

test("a path leads to its field, however deep it points and whether or not the event is wrapped", () => {
  expect(fieldAt("event.schedule.cron")).toMatchObject({ path: "schedule.cron", section: "When" });
  expect(fieldAt("run.serverIds.2")).toMatchObject({ path: "run.serverIds", section: "Where" });
  expect(fieldAt("tags.0")).toMatchObject({ path: "tags" });
  expect(fieldAt("schedule.kind")).toMatchObject({ path: "schedule", section: "When" });
  expect(fieldAt("environment.2.key")).toMatchObject({ path: "environment.2.key", label: "Variable 3, name" });
  expect(fieldAt("environment.0.secret")).toMatchObject({ path: "environment.0.value" });
  expect(fieldAt("environment.1")).toMatchObject({ path: "environment.1.key" });
  expect(fieldAt("environment")).toMatchObject({ path: "environment", section: "Environment" });
  expect(fieldAt("event.request.headers.1.name")).toMatchObject({ path: "request.headers.1.name", section: "Request" });
  expect(fieldAt("request.body.fields.0.value")).toMatchObject({ label: "Form field 1, value" });
  expect(fieldAt("request.headers")).toMatchObject({ path: "request.headers" });
  expect(fieldAt("version")).toBeUndefined();
});

test("complaints come in the order of the form, what concerns no field first, one for each field", () => {
  const sorted = sortComplaints({
    "environment.0.key": "d",
    "request.headers.0.name": "header",
    script: "b",
    "run.serverIds.1": "c",
    "run.serverIds": "other",
    name: "a",
    id: "whole",
  });
  expect(sorted.map(({ message }) => message)).toEqual(["whole", "a", "b", "header", "c", "d"]);
});
