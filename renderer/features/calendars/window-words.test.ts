import { describe, expect, it } from "vitest";
import { draftWindow } from "./calendar-draft.ts";
import { completedTime } from "./completed-time.ts";
import { daysWords, windowWords } from "./window-words.ts";

describe("daysWords", () => {
  it("says days of the week as people do", () => {
    expect(daysWords([5, 1, 2, 3, 4])).toBe("Mon–Fri");
    expect(daysWords([6, 7])).toBe("Sat and Sun");
    expect(daysWords([1, 3, 5])).toBe("Mon, Wed and Fri");
    expect(daysWords([1, 2, 3, 4, 5, 6, 7])).toBe("every day");
    expect(daysWords([3])).toBe("Wed");
    expect(daysWords([])).toBe("no day");
  });
});

describe("windowWords", () => {
  const effect = "blackout";

  it("says when weekly windows end", () => {
    const weekly = { kind: "weekly", effect, days: [1, 2, 3, 4, 5], from: "22:00", until: "06:00" } as const;
    expect(windowWords(draftWindow({ ...weekly, days: [...weekly.days] }))).toBe(
      "Mon–Fri, 22:00 to 06:00 the day after",
    );
    expect(windowWords(draftWindow({ ...weekly, days: [6], from: "00:00", until: "00:00" }))).toBe(
      "Sat, the whole day",
    );
    expect(windowWords(draftWindow({ ...weekly, days: [6], from: "08:00", until: "08:00" }))).toBe(
      "Sat, 24 hours from 08:00",
    );
  });

  it("says whether the last day is part of dated windows", () => {
    const dated = { kind: "dated", effect, from: "2026-12-19", until: "2027-01-03" } as const;
    expect(windowWords(draftWindow(dated))).toBe("Sat 19 Dec 2026 to Sun 3 Jan 2027, that day included");
    expect(windowWords(draftWindow({ ...dated, until: "2027-01-03T06:00" }))).toBe(
      "Sat 19 Dec 2026 to Sun 3 Jan 2027 06:00",
    );
    expect(windowWords(draftWindow({ ...dated, until: "2026-12-19" }))).toBe("Sat 19 Dec 2026, the whole day");
  });

  it("says how long recurring windows last", () => {
    expect(windowWords(draftWindow({ kind: "recurring", effect, cron: "0 2 * * 2#2", durationMs: 5_400_000 }))).toBe(
      "0 2 * * 2#2, for 1 h 30 min",
    );
  });
});

describe("completedTime", () => {
  it("completes what was typed in haste and leaves alone what is no time", () => {
    expect(["9", "22", "930", "9.30", "9:30", "2230", "22:30"].map(completedTime)).toEqual([
      "09:00",
      "22:00",
      "09:30",
      "09:30",
      "09:30",
      "22:30",
      "22:30",
    ]);
    for (const text of ["", "24", "9:75", "noon", "12345"]) expect(completedTime(text)).toBe(text);
  });
});
