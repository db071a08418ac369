import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { createControlGroups, findGroup } from "./control-groups.ts";

const directory = await mkdtemp(join(tmpdir(), "cronium-groups-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

const unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

describe("findGroup", () => {
  it.each([
    [
      "a session's",
      unified,
      "0::/user.slice/user-1000.slice/app.scope",
      "/sys/fs/cgroup/user.slice/user-1000.slice/app.scope",
    ],
    [
      "a hybrid one",
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
      "8:pids:/\n0::/",
      "/sys/fs/cgroup/unified/",
    ],
    ["a part of the tree", "41 31 0:38 /box /mnt/a\\040b rw - cgroup2 cgroup2 rw", "0::/box/inner", "/mnt/a b/inner"],
  ])("finds %s", (_name, mounts, groups, expected) => {
    expect(findGroup(mounts, groups)).toBe(expected);
  });

  it.each([
    ["version 1 alone", "41 31 0:38 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids", "8:pids:/"],
    ["a group outside of what is mounted", "41 31 0:38 /box /mnt rw - cgroup2 cgroup2 rw", "0::/boxes"],
    ["a group outside of the namespace", unified, "0::/../other"],
  ])("finds none with %s", (_name, mounts, groups) => {
    expect(findGroup(mounts, groups)).toBeUndefined();
  });
});

describe("control groups", () => {
  it("are done without where none can be made", async () => {
    const nowhere = () => Promise.resolve(join(directory, "nowhere"));
    const groups = createControlGroups({
      clock: systemClock,
      logger: silentLogger,
      spoolDirectory: directory,
      own: nowhere,
    });
    expect(await groups.make("exec_1")).toBe("");
    expect(await groups.make("exec_2")).toBe("");
  });

  it("are done without, and nothing is left, where the kernel cannot end one as a whole", async () => {
    const plain = join(directory, "plain");
    await mkdir(plain);
    const own = () => Promise.resolve(plain);
    expect(
      await createControlGroups({ clock: systemClock, logger: silentLogger, spoolDirectory: directory, own }).make(
        "exec_1",
      ),
    ).toBe("");
    expect(await readdir(plain)).toEqual([]);
  });

  it("of runs that a crash has left are removed, and none but those that are ours and empty", async () => {
    const parent = join(directory, "swept");
    const spoolDirectory = join(directory, "runs");
    const own = createHash("sha256").update(spoolDirectory).digest("hex").slice(0, 12);
    const abandoned = "0123456789ab";
    const names = {
      "system.slice": false,
      [`cronium-${own}-exec_gone`]: true,
      [`cronium-${own}-exec_needed`]: false,
      [`cronium-${own}-exec_busy`]: false,
      [`cronium-${abandoned}-exec_old`]: true,
      [`cronium-${abandoned}-exec_new`]: false,
      "cronium-something-else": false,
    };
    for (const name of Object.keys(names)) await mkdir(join(parent, name), { recursive: true });
    // A folder with something in it stands for a group with processes: neither can be removed.
    await mkdir(join(parent, `cronium-${own}-exec_busy`, "process"));
    await mkdir(join(spoolDirectory, "exec_needed"), { recursive: true });
    const twoHoursAgo = systemClock.now() / 1000 - 7_200;
    for (const name of Object.keys(names)) {
      if (!name.endsWith("_new")) await utimes(join(parent, name), twoHoursAgo, twoHoursAgo);
    }
    const groups = createControlGroups({
      clock: systemClock,
      logger: silentLogger,
      spoolDirectory,
      own: () => Promise.resolve(parent),
    });
    await groups.make("exec_next");
    const left = Object.keys(names).filter((name) => names[name as keyof typeof names] === false);
    expect((await readdir(parent)).sort()).toEqual(left.sort());
  });
});
