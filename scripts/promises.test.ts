import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "./project.mjs";

const page = readFileSync(inProject("docs/failure-semantics.md"), "utf8");
const timeSection = page.slice(page.indexOf("## Time"), page.indexOf("## Work"));
const promises = timeSection
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| promise |"))
  .map((line) => {
    const [promise = "", held = ""] = line.slice(1, -1).split(" | ");
    return { promise: promise.trim(), held };
  });

test("every promise about time names tests, and each of them exists under its name", () => {
  expect(promises.length).toBeGreaterThan(30);
  const missing = promises.flatMap(({ promise, held }) => {
    const named = held.split("<br>").map((entry) => /^`([^`]+)`: (.+)$/.exec(entry.trim()));
    return named.flatMap((match) => {
      const [, file = "", title = ""] = match ?? [];
      if (file === "" || !existsSync(inProject(file))) return [`no such file: ${file || promise}`];
      return readFileSync(inProject(file), "utf8").includes(`"${title}"`) ? [] : [`no test “${title}” in ${file}`];
    });
  });
  expect(missing).toEqual([]);
});
