import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { backUp } from "./backup.ts";
import { listBackups } from "./backup-files.ts";
import { openConnection } from "./connection.ts";
import { checkIntegrity, refuseDamaged } from "./damage.ts";
import { openStore } from "./store.ts";

const clock = createFakeClock(5_000);
const options = { clock, programVersion: "1.0.0" };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-damage-"));
  path = join(folder, "cronium.sqlite");
  await openStore({ path, ...options }).close();
  const connection = openConnection(path);
  backUp(connection, path, "scheduled", 1_000);
  backUp(connection, path, "scheduled", 2_000);
  const insert = connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES (?, ?, 0)");
  connection.transaction(() => {
    for (let row = 0; row < 2_000; row++) insert.run(`K${String(row)}`, "v".repeat(100));
  })();
  connection.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Overwrites the end of the file, where the rows are. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 40_960);
  writeFileSync(file, bytes);
}

test("a damaged database is refused before anything is written, with the newest backup that is good", () => {
  damage(path);
  const [newest = "", older = ""] = listBackups(path).map((backup) => backup.path);
  // A log that was left must not be folded into it either.
  writeFileSync(`${path}-wal`, Buffer.alloc(0));
  const before = [readFileSync(path), readFileSync(`${path}-wal`)];
  const open = (): unknown => openStore({ path, ...options });
  expect(open).toThrow(/cronium\.sqlite is not an intact database/);
  expect(remedyOf(open)).toContain(`cronium db restore ${newest}`);
  damage(newest);
  expect(remedyOf(open)).toContain(`cronium db restore ${older}`);
  rmSync(join(folder, "backups"), { recursive: true });
  expect(remedyOf(open)).toContain("There is no good backup");
  expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(before);
});

function remedyOf(run: () => unknown): string {
  try {
    run();
    return "it did not fail";
  } catch (error) {
    return error instanceof Error && "remedy" in error ? String(error.remedy) : String(error);
  }
}

test("something that is no database is refused, an empty or missing file is not", () => {
  writeFileSync(path, "Dear reader, ".repeat(1_000));
  expect(() => refuseDamaged(path)).toThrow(/not an intact database/);
  writeFileSync(path, "");
  refuseDamaged(path);
  rmSync(path);
  refuseDamaged(path);
});

test("a check finds damage in tables and, when full, in indexes", () => {
  const full = { depth: "full", limitMs: 60_000 } as const;
  expect(checkIntegrity(path, full, clock)).toMatchObject({ verdict: "intact", at: 5_000 });
  const connection = openConnection(path);
  connection.exec("CREATE INDEX by_value ON variables (value)");
  connection.unsafeMode(true);
  connection.pragma("writable_schema = ON");
  connection.exec(
    "UPDATE sqlite_master SET sql = 'CREATE INDEX by_value ON variables (updated_at)' WHERE name = 'by_value'",
  );
  connection.close();
  expect(checkIntegrity(path, full, clock)).toMatchObject({ verdict: "damaged" });
  expect(checkIntegrity(path, { ...full, depth: "quick" }, clock)).toMatchObject({ verdict: "intact" });
  damage(path);
  expect(checkIntegrity(path, { ...full, depth: "quick" }, clock)).toMatchObject({ verdict: "damaged" });
});

test("a check begins nothing once its time is over, and says how far it came", () => {
  let elapsed = 0;
  const slow = { ...clock, elapsed: () => (elapsed += 1_000) };
  expect(checkIntegrity(path, { depth: "quick", limitMs: 2_500 }, slow)).toMatchObject({
    verdict: "partial",
    detail: expect.stringMatching(/^2 of \d+ tables are intact/),
  });
});
