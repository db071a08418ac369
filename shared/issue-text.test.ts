import { expect, it } from "vitest";
import { z } from "zod";
import { issueWords } from "./issue-text.ts";

const sample = z.strictObject({
  missed: z.enum(["none", "latest", "all"]),
  jitterMs: z.int().min(0).max(86_400_000),
  cap: z.int().max(10),
  name: z.string().min(1).max(3),
  tags: z.array(z.string()).max(1),
  zone: z.string("a zone is a name"),
});
const good = { missed: "all", jitterMs: 0, cap: 1, name: "a", tags: [], zone: "UTC" };

it.each([
  [{ missed: "lates" }, "choose one of none, latest, all. Did you mean latest?"],
  [{ missed: "ALL" }, "choose one of none, latest, all. Did you mean all?"],
  [{ missed: "weekly" }, "choose one of none, latest, all"],
  [{ jitterMs: 864_000_000 }, "at most 1d"],
  [{ cap: 11 }, "at most 10"],
  [{ cap: 1.5 }, "this must be a whole number"],
  [{ cap: "many" }, "this must be a number"],
  [{ name: "abcd" }, "at most 3 characters"],
  [{ name: "" }, "at least 1 character"],
  [{ tags: ["a", "b"] }, "at most 1 entry"],
  [{ name: undefined }, "it is missing"],
  [{ zone: 1 }, undefined],
])("says in words what is wrong with %j", (changes, words) => {
  const { error } = sample.safeParse({ ...good, ...changes }, { reportInput: true });
  expect(error?.issues.map((issue) => issueWords(issue))).toEqual([words]);
});
