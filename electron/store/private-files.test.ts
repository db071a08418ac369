import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openLogger } from "../base/logger.ts";
import { openConnection } from "./connection.ts";

let folder: string;
let former: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-private-"));
  former = process.umask(0);
});
afterEach(() => {
  process.umask(former);
  rmSync(folder, { recursive: true });
});

it("makes database and log for their owner alone, whatever the mask of new files is", () => {
  const path = join(folder, "cronium.sqlite");
  const connection = openConnection(path);
  connection.exec("CREATE TABLE a (b)");
  openLogger("info", join(folder, "cronium.log")).info("started");
  const modes = ["cronium.sqlite", "cronium.sqlite-wal", "cronium.log"].map(
    (name) => statSync(join(folder, name)).mode,
  );
  expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  connection.close();
});
