import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readWindowMemory, writeWindowMemory } from "./window-memory.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-window-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const nothing = { maximized: false, theme: "system" };

it("reads back what it wrote, and leaves nothing else behind", () => {
  const file = join(folder, "new folder", "window.json");
  const memory = { bounds: { x: -10, y: 0, width: 1000, height: 700 }, maximized: true, theme: "dark" } as const;
  writeWindowMemory(file, memory);
  writeWindowMemory(file, memory);
  expect(readWindowMemory(file)).toEqual(memory);
  expect(readdirSync(join(folder, "new folder"))).toEqual(["window.json"]);
});

it("remembers nothing from a missing, broken or foreign file", () => {
  const file = join(folder, "window.json");
  expect(readWindowMemory(file)).toEqual(nothing);
  for (const content of ["", "{", "7", '{"theme":"pink"}', '{"bounds":{"x":1,"y":1,"width":-4,"height":1e99}}']) {
    writeFileSync(file, content);
    expect(readWindowMemory(file), content).toEqual(nothing);
  }
});
