import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { placeFiles, presentFiles, removeFiles, type OwnedFile } from "./owned-files.ts";
import { ownershipMark, readOwnership } from "./ownership.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cronium-owned-"));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function files(text = "as it is"): readonly OwnedFile[] {
  const path = join(home, "a", "b", "unit");
  return [
    { path, text: (ownership) => `# ${ownershipMark(ownership)}\n${text}\n` },
    { path: join(home, "a", "wants", "unit"), linkTo: path },
  ];
}

const unit = (): string => join(home, "a", "b", "unit");
const link = (): string => join(home, "a", "wants", "unit");

it("makes files and the folders they need, and takes all of it away again", () => {
  placeFiles(files(), "/data");
  expect(presentFiles(files(), "/data")).toEqual([unit(), link()]);
  expect(readlinkSync(link())).toBe(unit());
  removeFiles(files(), "/data");
  expect(existsSync(join(home, "a"))).toBe(false);
});

it("remembers the folders it made when it is done again", () => {
  placeFiles(files(), "/data");
  const made = readOwnership(readFileSync(unit(), "utf8"))?.foldersMade;
  placeFiles(files("changed"), "/data");
  expect(readFileSync(unit(), "utf8")).toContain("changed");
  expect(readOwnership(readFileSync(unit(), "utf8"))?.foldersMade).toEqual(made);
  expect(made).toEqual([join(home, "a"), join(home, "a", "b"), join(home, "a", "wants")]);
});

it("leaves folders that were there, and those that hold something else by now", () => {
  mkdirSync(join(home, "a"));
  placeFiles(files(), "/data");
  writeFileSync(join(home, "a", "b", "other"), "");
  removeFiles(files(), "/data");
  expect(existsSync(join(home, "a", "b", "other"))).toBe(true);
  expect(existsSync(join(home, "a", "wants"))).toBe(false);
  rmSync(join(home, "a", "b"), { recursive: true });
  placeFiles(files(), "/data");
  removeFiles(files(), "/data");
  expect(existsSync(join(home, "a"))).toBe(true);
  expect(existsSync(join(home, "a", "b"))).toBe(false);
});

it.each([
  ["a file without our mark", () => "[Unit]\n"],
  ["a file of another data directory", () => `# ${ownershipMark({ dataDirectory: "/other", foldersMade: [] })}\n`],
])("does not touch %s", (_what, text) => {
  mkdirSync(join(home, "a", "b"), { recursive: true });
  writeFileSync(unit(), text());
  expect(() => {
    placeFiles(files(), "/data");
  }).toThrow(/is there already/);
  removeFiles(files(), "/data");
  expect(readFileSync(unit(), "utf8")).toBe(text());
  expect(existsSync(join(home, "a", "wants"))).toBe(false);
});

it("leaves nothing behind when it cannot write", () => {
  // A folder has the name that a file of ours passes through.
  const blocked: readonly OwnedFile[] = [...files(), { path: join(home, "c"), text: () => "x" }];
  mkdirSync(join(home, "c.new"));
  expect(() => {
    placeFiles(blocked, "/data");
  }).toThrow(/cannot be written/);
  expect(existsSync(join(home, "a"))).toBe(false);
});
