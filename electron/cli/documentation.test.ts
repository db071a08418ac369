import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { definitionFile } from "./file-schema.ts";
import { createProgram } from "./run-command.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8");

/** Each subcommand as it is typed, and its flags. */
function subcommands(command: Command, prefix: string): (readonly [words: string, flags: readonly string[]])[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((inner) => subcommands(inner, `${prefix} ${inner.name()}`));
  }
  return [[prefix, command.options.flatMap(({ long }) => long ?? [])]];
}

const all = subcommands(
  createProgram(process, () => undefined),
  "cronium",
);

it.each(all)("the documentation has `%s` and its flags", (words, flags) => {
  const lines = page.split("\n").filter((line) => line.includes(`${words} `) || line.includes(`${words}\``));
  expect(lines.length, words).toBeGreaterThan(0);
  for (const flag of flags) expect(lines.join("\n"), `${words} ${flag}`).toContain(flag);
});

it.each(["cli.md", "containers.md", "writing-scripts.md"])("%s shows definition files that can be read", (name) => {
  const text = readFileSync(join(import.meta.dirname, "../../docs", name), "utf8");
  const files = [...text.matchAll(/```yaml\n(version: 1\n[^]*?)```/g)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(definitionFile.safeParse(parse(file)).error).toBeUndefined();
});

it("has no command that does not exist", () => {
  const known = all.map(([words]) => words);
  const mentioned = [...page.matchAll(/`(cronium (?:[a-z-]+)(?: [a-z-]+)?)/g)].map(([, words = ""]) => words.trim());
  const unknown = mentioned.filter((words) => !known.some((name) => name === words || words.startsWith(`${name} `)));
  expect(unknown).toEqual([]);
});
