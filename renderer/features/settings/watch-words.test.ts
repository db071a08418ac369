import { describe, expect, it } from "vitest";
import { installConsequences, removeConsequences, watchAnswer } from "./watch-words.ts";

const timer = {
  kind: "systemd" as const,
  installed: true,
  active: true,
  everyMs: 300_000,
  detail: "",
};
const path = "/home/ada/.config/systemd/user/cronium-watch.timer";

describe("watchAnswer", () => {
  it("says how often it looks", () => {
    expect(watchAnswer({ ...timer, files: [], makes: [] })).toEqual({
      words: "Watching, every 5 min.",
      tone: "completed",
    });
  });

  it("does not call a timer that the system does not run a watch", () => {
    expect(watchAnswer({ ...timer, active: false, files: [], makes: [] }).tone).toBe("partial");
  });

  it("tells what is not installed from what cannot be", () => {
    expect(watchAnswer({ ...timer, installed: false, files: [], makes: [] }).words).toBe("Not installed.");
    expect(watchAnswer({ ...timer, kind: "none" as const, installed: false, files: [], makes: [] }).words).toBe(
      "Not possible here.",
    );
  });
});

describe("what installing and removing do", () => {
  it("names every file, before and after", () => {
    expect(installConsequences({ ...timer, installed: false, files: [], makes: [path] })[0]).toContain(`\`${path}\``);
    expect(removeConsequences({ ...timer, files: [path], makes: [path] })[1]).toBe(`Deleted: \`${path}\`.`);
  });
});
