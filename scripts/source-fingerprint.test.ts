import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourceFingerprint } from "./source-fingerprint.mjs";

describe("the fingerprint of the sources", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cronium-fingerprint-"));
    mkdirSync(join(root, "electron", "api"), { recursive: true });
    writeFileSync(join(root, "electron", "api", "call.ts"), "export const call = 1;\n");
    writeFileSync(join(root, "package.json"), "{}");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("changes with the content of a file, and back", () => {
    const before = sourceFingerprint(root);
    writeFileSync(join(root, "electron", "api", "call.ts"), "export const call = 2;\n");
    expect(sourceFingerprint(root)).not.toBe(before);
    writeFileSync(join(root, "electron", "api", "call.ts"), "export const call = 1;\n");
    expect(sourceFingerprint(root)).toBe(before);
  });

  it("changes when a file is added, removed or renamed", () => {
    const seen = [sourceFingerprint(root)];
    writeFileSync(join(root, "electron", "api", "more.ts"), "");
    seen.push(sourceFingerprint(root));
    rmSync(join(root, "electron", "api", "more.ts"));
    cpSync(join(root, "electron", "api", "call.ts"), join(root, "electron", "api", "named.ts"));
    rmSync(join(root, "electron", "api", "call.ts"));
    seen.push(sourceFingerprint(root));
    expect(new Set(seen).size).toBe(3);
  });

  it("does not change with times or tests", () => {
    const before = sourceFingerprint(root);
    utimesSync(join(root, "package.json"), 1, 1);
    writeFileSync(join(root, "electron", "api", "call.test.ts"), "");
    expect(sourceFingerprint(root)).toBe(before);
  });
});
