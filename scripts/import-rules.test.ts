import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkImports } from "./import-rules.mjs";
import { innocentFiles, plantedPackages, plantedViolations } from "./planted-violations.ts";

const roots: string[] = [];

/** Writes a tree laid out like this repository, with hollow packages, into a folder of its own. */
async function plantTree(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "cronium-import-rules-"));
  roots.push(root);
  const { dependencies, devDependencies, undeclared } = plantedPackages;
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  const manifest = {
    name: "planted",
    dependencies: versions(dependencies),
    devDependencies: versions(devDependencies),
  };
  const packages = [...dependencies, ...devDependencies, ...undeclared].flatMap((name): [string, string][] => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "main.js" })],
    [`node_modules/${name}/main.js`, ""],
  ]);
  const all = { ...files, ...Object.fromEntries(packages), "package.json": JSON.stringify(manifest) };
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${content}\n`);
  }
  return root;
}

afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))));

describe("import rules", () => {
  let reported: ReadonlySet<string>;

  beforeAll(async () => {
    const planted = Object.fromEntries(plantedViolations.flatMap(({ files }) => Object.entries(files)));
    const verdict = await checkImports(await plantTree({ ...innocentFiles, ...planted }));
    reported = new Set(verdict.violations.map(({ rule, from }) => `${rule}: ${from}`));
  }, 30_000);

  it.each(plantedViolations)("$rule catches $from", ({ rule, from }) => {
    expect([...reported].filter((line) => line.startsWith(`${rule}: `))).toContainEqual(expect.stringContaining(from));
  });

  it("accuses no innocent file", () => {
    const accused = [...reported].filter((line) =>
      Object.keys(innocentFiles).some((path) => line.endsWith(`: ${path}`)),
    );
    expect(accused).toEqual([]);
  });

  it("has a planted violation for every rule", () => {
    const { forbidden } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as {
      readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
    };
    const planted = new Set(plantedViolations.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
    expect(forbidden.filter(({ comment }) => comment.length < 40)).toEqual([]);
  });

  it("finds nothing in a tree that keeps the rules", async () => {
    const { violations, files, imports } = await checkImports(await plantTree(innocentFiles));
    expect(violations).toEqual([]);
    expect({ files, imports }).toEqual({ files: Object.keys(innocentFiles).length, imports: 16 });
  }, 30_000);
});
