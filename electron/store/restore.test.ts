import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { canMount, mountSmallDisk, unmountAll } from "../testing/small-disk.ts";
import { backUp } from "./backup.ts";
import { openConnection } from "./connection.ts";
import { completeRestore, discardPrepared, finishRestore, prepareRestore } from "./restore.ts";
import { openStore } from "./store.ts";

const clock = createFakeClock(5_000);

let folder: string;
let path: string;
let backup: string;

/** A database that says `new` beside a backup of it that says `old`. */
async function prepareAt(directory: string): Promise<void> {
  path = join(directory, "cronium.sqlite");
  await openStore({ path, clock, programVersion: "1.0.0" }).close();
  const connection = openConnection(path);
  connection.prepare("INSERT INTO variables (key, value, updated_at) VALUES ('STATE', 'old', 0)").run();
  backup = backUp(connection, path, "by-hand", 1_000);
  connection.prepare("UPDATE variables SET value = 'new'").run();
  connection.close();
}

function stateOf(file: string): unknown {
  const connection = new BetterSqlite3(file);
  try {
    return connection.prepare("SELECT value FROM variables").pluck().get();
  } finally {
    connection.close();
  }
}

/** Files beside the database, without the folders and what SQLite makes by opening. */
function files(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("cronium.sqlite"));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-restore-"));
  await prepareAt(folder);
});
afterEach(() => {
  unmountAll();
  rmSync(folder, { recursive: true });
});

test("the backup takes the place, and what was there is kept beside it", () => {
  prepareRestore(backup, path);
  const former = completeRestore(path, clock) ?? "";
  expect(stateOf(path)).toBe("old");
  expect(stateOf(former)).toBe("new");
  const left = ["cronium.sqlite", "cronium.sqlite.before-restore-5000", "cronium.sqlite.restored"];
  expect(files().sort()).toEqual(left);
});

test("a damaged database can be replaced; it is kept as it is, with its log", () => {
  const writer = new BetterSqlite3(path);
  writer.pragma("journal_mode = WAL");
  writer.prepare("UPDATE variables SET value = 'in the log'").run();
  writeFileSync(`${path}.log-copy`, readFileSync(`${path}-wal`));
  writer.close();
  writeFileSync(path, "no database at all");
  writeFileSync(`${path}-wal`, readFileSync(`${path}.log-copy`));
  rmSync(`${path}.log-copy`);
  prepareRestore(backup, path);
  const former = completeRestore(path, clock) ?? "";
  expect(stateOf(path)).toBe("old");
  expect(readFileSync(former, "utf8")).toBe("no database at all");
});

test("where no database is, the backup becomes it", () => {
  rmSync(path);
  prepareRestore(backup, path);
  expect(completeRestore(path, clock)).toBeUndefined();
  expect(stateOf(path)).toBe("old");
});

describe("a backup that cannot be used is refused, and nothing is changed", () => {
  function expectRefused(file: string, reason: RegExp): void {
    const before = readFileSync(path);
    expect(() => prepareRestore(file, path)).toThrow(reason);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(files()).toEqual(["cronium.sqlite"]);
  }

  test("altered since it was made", () => {
    const bytes = readFileSync(backup);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(backup, bytes);
    expectRefused(backup, /checksum differs/);
  });

  test("damaged", () => {
    const copy = join(folder, "damaged.sqlite");
    const bytes = readFileSync(backup);
    bytes.fill(0xff, 8_192);
    writeFileSync(copy, bytes);
    expectRefused(copy, /damaged\.sqlite is (damaged|not an intact)/);
  });

  test("no database, or not ours", () => {
    const text = join(folder, "letter.txt");
    writeFileSync(text, "Dear reader, ".repeat(1_000));
    expectRefused(text, /letter\.txt is not an intact database/);
    const other = join(folder, "other.sqlite");
    new BetterSqlite3(other).exec("CREATE TABLE notes (text TEXT)").close();
    expectRefused(other, /other\.sqlite is not a Cronium database/);
    expectRefused(join(folder, "nowhere"), /There is no file/);
  });

  test("of a newer program, or of changes that nobody here knows", () => {
    const newer = join(folder, "newer.sqlite");
    writeFileSync(newer, readFileSync(backup));
    const copy = new BetterSqlite3(newer);
    copy.prepare("INSERT INTO schema_migrations VALUES (999, 'from the future', 'x', 0, 0, '9.9.9')").run();
    copy.close();
    expectRefused(newer, /newer Cronium \(version 9\.9\.9/);
    const edited = new BetterSqlite3(newer);
    edited.exec("DELETE FROM schema_migrations WHERE version = 999; UPDATE schema_migrations SET checksum = 'x'");
    edited.close();
    expectRefused(newer, /differ from the landed ones/);
  });

  test.skipIf(!canMount)("on a disk without room for it", async () => {
    const disk = mountSmallDisk(mkdtempSync(join(folder, "disk-")), "2m");
    await prepareAt(disk);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, "filling"), Buffer.alloc(bavail * bsize - 50_000));
    expect(() => prepareRestore(backup, path)).toThrow(/has no room/);
    expect(stateOf(path)).toBe("new");
    expect(readdirSync(disk).some((name) => name.includes("incoming"))).toBe(false);
  });
});

/** Every step of a restore, in order. */
function stepsOfRestore(): string[] {
  const steps: string[] = [];
  prepareRestore(backup, path);
  completeRestore(path, clock, (step) => steps.push(step));
  return steps;
}

test("whatever step fails, the former database is in its place, alone and whole", async () => {
  const steps = stepsOfRestore();
  expect(steps.length).toBeGreaterThan(5);
  for (const failing of steps) {
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "cronium-restore-"));
    await prepareAt(folder);
    prepareRestore(backup, path);
    const restore = (): unknown =>
      completeRestore(path, clock, (step) => {
        if (step === failing) throw new Error("the disk failed");
      });
    expect(restore, failing).toThrow(/the disk failed/);
    expect(stateOf(path), failing).toBe("new");
    expect(files(), failing).toEqual(["cronium.sqlite"]);
  }
});

test("one that was only prepared leaves nothing at the next start", () => {
  const incoming = prepareRestore(backup, path);
  expect(existsSync(incoming)).toBe(true);
  finishRestore(path);
  expect(files()).toEqual(["cronium.sqlite"]);
  expect(stateOf(path)).toBe("new");
  prepareRestore(backup, path);
  discardPrepared(path);
  expect(files()).toEqual([basename(path)]);
});
