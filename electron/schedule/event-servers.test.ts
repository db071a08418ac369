import { expect, test } from "vitest";
import { serversOfEvent } from "./event-servers.ts";

const servers = [
  { id: 3, name: "a", groups: ["web", "eu"] },
  { id: 1, name: "b", groups: [] },
  { id: 2, name: "c", groups: ["eu"] },
  { id: 4, name: "d", groups: ["database"] },
];

test("an event runs on the servers it names and those of its groups, each once, in their order", () => {
  const event = { run_on: "servers", groups: JSON.stringify(["eu", "nobody"]) } as const;
  expect(serversOfEvent(event, [1, 3, 99], servers).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(serversOfEvent({ ...event, groups: "[]" }, [], servers)).toEqual([]);
});

test.each(["this-computer", "container"] as const)("one that runs in %s runs on none, whatever it names", (place) => {
  expect(serversOfEvent({ run_on: place, groups: '["eu"]' }, [1], servers)).toEqual([]);
});
