import { describe, expect, it } from "vitest";
import { installConsequences, removeConsequences, watchAnswer } from "./watch-words.ts";

const timer = {
  kind: "systemd",
  installed: true,
  active: true,
  everyMs: 300_000,
  detail: "",
  files: ["/home/ada/.config/systemd/user/cronium-watch.timer"],
} as const;

describe("watchAnswer", () => {
  it("says how often it looks", () => {
    expect(watchAnswer({ ...timer, files: [] })).toEqual({ words: "Watching, every 5 min.", tone: "completed" });
  });

  it("does not call a timer that the system does not run a watch", () => {
    expect(watchAnswer({ ...timer, active: false, files: [] }).tone).toBe("partial");
  });

  it("tells what is not installed from what cannot be", () => {
    expect(watchAnswer({ ...timer, installed: false, files: [] }).words).toBe("Not installed.");
    expect(watchAnswer({ ...timer, kind: "none", installed: false, files: [] }).words).toBe("Not possible here.");
  });
});

describe("what installing and removing do", () => {
  it("names every file", () => {
    const files = [...timer.files];
    expect(installConsequences({ ...timer, files })[0]).toContain(
      "`/home/ada/.config/systemd/user/cronium-watch.timer`",
    );
    expect(removeConsequences({ ...timer, files })[1]).toContain("cronium-watch.timer");
  });
});
