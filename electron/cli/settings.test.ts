import { afterEach, beforeEach, expect, it } from "vitest";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost();
});
afterEach(() => served.close());

it("lists the settings, changes one, and refuses what cannot be", async () => {
  const { world } = served;
  expect((await world.run("settings")).text).toMatch(/^keepDays +90 +days for which/m);
  expect((await world.run("settings", "set", "keepDays", "30")).text).toBe("keepDays is 30.\n");
  await world.run("settings", "set", "keepLogBytes", "2GB");
  await world.run("settings", "set", "notify", "failures");
  expect(await world.json("settings", "list")).toMatchObject({
    keepDays: 30,
    keepLogBytes: 2_000_000_000,
    notify: "failures",
  });
  const refusals = [
    ["keepDay", "1", /no setting “keepDay”. Did you mean keepDays/],
    ["keepDays", "9999", /keepDays: at most 3650/],
    ["keepDays", "", /keepDays: this must be a (whole )?number/],
    ["keepLogBytes", "2XB", /keepLogBytes: this must be/],
    ["notify", "everything", /notify: choose one of nothing, attention, failures/],
  ] as const;
  for (const [name, value, words] of refusals) {
    const { status, stderr } = await world.run("settings", "set", name, value);
    expect(status, name).toBe(2);
    expect(stderr).toMatch(words);
  }
  expect(await world.json("settings")).toMatchObject({ keepDays: 30, notify: "failures" });
});
