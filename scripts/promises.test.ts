import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "./project.mjs";

const page = readFileSync(inProject("docs/failure-semantics.md"), "utf8");

/** The rows of a section, each with the tests that hold it. */
function promisesOf(section: string): readonly { readonly promise: string; readonly held: string }[] {
  const begin = page.indexOf(`## ${section}\n`);
  return page
    .slice(begin, page.indexOf("\n## ", begin))
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| promise |"))
    .map((line) => {
      const [promise = "", held = ""] = line.slice(1, -1).split(" | ");
      return { promise: promise.trim(), held };
    });
}

test.each([
  ["Time", 30],
  ["Work", 20],
  ["Logs and data", 15],
  ["What scripts ask", 9],
])("every promise about “%s” names tests, and each of them exists under its name", (section, least) => {
  const promises = promisesOf(section);
  expect(promises.length).toBeGreaterThan(least);
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
