import { describe, expect, it } from "vitest";
import { checkFile } from "./file-rules.mjs";

describe("file rules", () => {
  it.each([
    ["a file of 301 lines", "electron/queue/claim.ts", "\n".repeat(301), "301 lines, at most 300"],
    ["a style sheet of 301 lines", "renderer/ui/base.css", "\n".repeat(301), "301 lines"],
    ["a folder called utils", "renderer/utils/time.ts", "", "utils says nothing"],
    ["a file called job-manager", "electron/queue/job-manager.ts", "", "job-manager.ts says nothing"],
    ["a file called sshHelper", "electron/executors/sshHelper.ts", "", "sshHelper.ts says nothing"],
    ["a class called LogService", "electron/logs/log.ts", "export class LogService {}", "LogService says nothing"],
    ["a folder called common", "shared/common/ids.ts", "", "common says nothing"],
    ["a batch processor", "electron/logs/lines.ts", "abstract class LineProcessor {}", "LineProcessor says nothing"],
    ["a barrel", "electron/logs/index.ts", "", "no index files"],
  ])("refuses %s", (_what, path, content, complaint) => {
    expect(checkFile(path, content)).toEqual([expect.stringContaining(`${path}: `)]);
    expect(checkFile(path, content)[0]).toContain(complaint);
  });

  it.each([
    ["300 lines", "electron/queue/claim.ts", "\n".repeat(300)],
    ["long prose", "docs/handbook.md", "\n".repeat(900)],
    ["helper libraries beside a user's script", "runtimes/python/cronium_helper.py", ""],
    ["the desktop's Secret Service", "electron/secrets/secret-service.ts", "export class SecretServiceVault {}"],
    ["words that merely contain one", "renderer/ui/uncommonly-managed.ts", "class Serviceable {}"],
  ])("accepts %s", (_what, path, content) => {
    expect(checkFile(path, content)).toEqual([]);
  });
});
