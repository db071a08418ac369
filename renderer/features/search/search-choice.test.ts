import { expect, test } from "vitest";
import { readSearchChoice, searchInputOf } from "./search-choice.ts";

test("an address says what is searched for, and where", () => {
  const query = new URLSearchParams("q=dis%2Ek&regex=1&status=failed,nonsense,timeout&server=3&since=24h");
  const choice = readSearchChoice(query);
  expect(choice).toEqual({
    text: "dis.k",
    regex: true,
    matchCase: false,
    statuses: ["failed", "timeout"],
    eventId: undefined,
    serverId: 3,
    range: "24h",
  });
  expect(searchInputOf(choice, 100_000_000)).toEqual({
    text: "dis.k",
    regex: true,
    matchCase: false,
    statuses: ["failed", "timeout"],
    serverId: 3,
    sinceMs: 13_600_000,
  });
});

test("what is not understood is left out", () => {
  const choice = readSearchChoice(new URLSearchParams("q=x&event=-1&server=all&since=ever&case=yes"));
  expect(searchInputOf(choice, 0)).toEqual({ text: "x", regex: false, matchCase: false });
});
