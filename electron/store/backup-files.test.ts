import fc from "fast-check";
import { expect, test } from "vitest";
import type { BackupFile, BackupLabel } from "../../shared/storage.ts";
import { backupsToRemove } from "./backup-files.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 20, 12);

function backup(at: number, label: BackupLabel = "scheduled", verified = true): BackupFile {
  return { path: `${label}-${String(at)}`, at, label, bytes: 1, verified };
}

function newestFirst(backups: readonly BackupFile[]): BackupFile[] {
  return backups.toSorted((left, right) => right.at - left.at);
}

test("the newest stay by count, and the newest of each of the last seven days besides", () => {
  const hourly = Array.from({ length: 20 * 24 }, (_, hours) => backup(now - hours * hour));
  const gone = new Set(backupsToRemove(hourly, 3, now));
  const kept = hourly.filter((each) => !gone.has(each)).map(({ at }) => (now - at) / hour);
  // 23:00 of each day before, as far back as seven days.
  expect(kept).toEqual([0, 1, 2, 13, 37, 61, 85, 109, 133, 157]);
});

test("made by hand or before a change they are their owner's", () => {
  const own = ["by-hand", "before-migration", "before-rollback"] as const;
  const backups = own.flatMap((label) => [backup(now - 900 * day, label), backup(now - 800 * day, label)]);
  expect(backupsToRemove(newestFirst(backups), 1, now)).toEqual([]);
});

test("one that was left unverified goes once a newer one is good, and never stands in for a good one", () => {
  const torn = backup(now - 2 * day, "scheduled", false);
  const old = backup(now - 30 * day);
  expect(backupsToRemove([torn, old], 1, now)).toEqual([]);
  expect(backupsToRemove([backup(now), torn, old], 1, now)).toEqual([torn, old]);
});

test("the newest good one is never removed, nor fewer kept than wanted", () => {
  const backups = fc.array(
    fc.record({ at: fc.integer({ min: now - 40 * day, max: now + 3 * day }), verified: fc.boolean() }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(backups, fc.integer({ min: 1, max: 10 }), (made, keep) => {
      const all = newestFirst(made.map(({ at, verified }) => backup(at, "scheduled", verified)));
      const gone = new Set(backupsToRemove(all, keep, now));
      const good = all.filter(({ verified }) => verified);
      expect(good.slice(0, keep).every((each) => !gone.has(each))).toBe(true);
    }),
  );
});
