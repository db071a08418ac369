import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPageFile, screenAddress } from "./page-files.ts";

let folder: string;
beforeAll(() => {
  const outer = mkdtempSync(join(tmpdir(), "cronium-page-"));
  folder = join(outer, "page");
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), "<p>page</p>");
  writeFileSync(join(folder, "assets", "a.js"), "1");
  writeFileSync(join(outer, "secret.json"), "{}");
  mkdirSync(join(outer, "page-other"));
  writeFileSync(join(outer, "page-other", "x.json"), "{}");
});
afterAll(() => {
  rmSync(join(folder, ".."), { recursive: true });
});

test("serves the page at the root and lets hashed assets be kept", async () => {
  expect(await readPageFile(folder, "/")).toMatchObject({ contentType: "text/html; charset=utf-8", immutable: false });
  expect(await readPageFile(folder, "/assets/a.js")).toMatchObject({ immutable: true });
});

test("serves nothing outside its folder, however it is written", async () => {
  for (const path of ["/../secret.json", "/%2e%2e/secret.json", "/../page-other/x.json", "/%00", "/%", "/missing.js"]) {
    expect(await readPageFile(folder, path)).toBeUndefined();
  }
});

test("knows where a screen is that was asked for as a file", () => {
  expect(screenAddress("/jobs", "")).toBe("/#/jobs");
  expect(screenAddress("/jobs/job_1", "?tab=details")).toBe("/#/jobs/job_1?tab=details");
  expect(screenAddress("/forecast/calendars", "")).toBe("/#/forecast/calendars");
  for (const path of ["/", "/nowhere", "//jobs", "/jobs/a.js", "/assets/jobs"]) {
    expect(screenAddress(path, ""), path).toBeUndefined();
  }
});
