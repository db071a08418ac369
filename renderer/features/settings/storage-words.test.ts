import { describe, expect, it } from "vitest";
import type { StorageView } from "../../bridge/views.ts";
import { growthText, safetyAnswer, storageParts } from "./storage-words.ts";

const now = 1_790_000_000_000;
const hour = 3_600_000;
const good = { path: "/data/backups/a.sqlite", at: now - hour, label: "scheduled", bytes: 1, verified: true } as const;

function storage(changes: Partial<StorageView> = {}): StorageView {
  return {
    measuredAt: now,
    bytes: {
      database: 100,
      writeAheadLog: 10,
      logs: 50,
      logFiles: 2,
      backups: 30,
      runs: 3,
      other: 4,
      free: 1_000_000,
      disk: 2_000_000,
    },
    backups: [good],
    schedule: { busy: false, nextAt: now + hour },
    ...changes,
  };
}

describe("safetyAnswer", () => {
  it("says that all is well only with a verified backup", () => {
    expect(safetyAnswer(storage(), now)).toMatchObject({ tone: "completed", words: "The data is safe." });
    const torn = storage({ backups: [{ ...good, verified: false }] });
    expect(safetyAnswer(torn, now)).toMatchObject({ tone: "partial", words: "There is no backup yet." });
  });

  it("puts damage before all else and names the backup to restore", () => {
    const damaged = storage({
      integrity: { at: now, verdict: "damaged", detail: "jobs: torn" },
      schedule: { busy: false, problem: { since: now, message: "no room" } },
    });
    expect(safetyAnswer(damaged, now)).toMatchObject({
      tone: "failed",
      words: "The database is damaged.",
      remedy: "Stop Cronium and restore the newest good backup: `cronium db restore /data/backups/a.sqlite`.",
    });
    expect(safetyAnswer({ ...damaged, backups: [] }, now).remedy).toContain("There is no good backup");
  });

  it("tells of a backup that fails with what to do", () => {
    const failing = storage({
      schedule: { busy: false, problem: { since: now, message: "no room", remedy: "Free 2 MB." } },
    });
    expect(safetyAnswer(failing, now)).toMatchObject({ tone: "failed", detail: "no room", remedy: "Free 2 MB." });
  });

  it("warns where backups are switched off and the newest is old", () => {
    const off = storage({ schedule: { busy: false }, backups: [{ ...good, at: now - 30 * hour }] });
    expect(safetyAnswer(off, now)).toMatchObject({ tone: "partial", remedy: expect.stringMatching(/switched off/) });
    expect(safetyAnswer({ ...off, backups: [good] }, now).tone).toBe("completed");
  });
});

describe("storageParts", () => {
  it("leaves nothing out", () => {
    expect(storageParts(storage()).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(100 + 10 + 50 + 30 + 3 + 4);
  });
});

describe("growthText", () => {
  it.each([
    [undefined, "known after six hours"],
    [-5, "it does not grow"],
    [100_000, "100 KB a day, room for about 10 days"],
    [1_000_000, "1.0 MB a day, room for about 1 day"],
    [10, "10 B a day"],
  ])("of %s bytes a day is “%s”", (growthPerDay, text) => {
    expect(growthText(storage(growthPerDay === undefined ? {} : { growthPerDay }))).toBe(text);
  });
});
