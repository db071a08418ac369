import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCommandWorld } from "../testing/command-world.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost();
});
afterEach(() => served.close());

test("a running host makes the backup, the list names it, and a restore asks that the host is stopped first", async () => {
  const { world, host } = served;
  expect((await world.run("db", "backups")).text).toContain("There are no backups yet");
  await host.api.events.create(sampleEvent({ name: "first" }));
  const { path } = (await world.json("db", "backup")) as { path: string };
  expect(existsSync(path)).toBe(true);
  const listed = (await world.run("db", "backups")).text;
  expect(listed).toMatch(/by hand +verified +\S+by-hand\.sqlite/);
  const refused = await world.run("db", "restore", path, "--yes");
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toMatch(/needs that no Cronium runs .*`cronium stop`/);

  await host.api.events.create(sampleEvent({ name: "second" }));
  await host.host.stop();
  // The list needs no host, and nothing of the database.
  const alone = createCommandWorld({ dataDirectory: host.dataDirectory });
  expect((await alone.run("db", "backups")).text).toContain(path);
  // Nobody can be asked: nothing of the attempt is left.
  expect(await alone.run("db", "restore", path)).toMatchObject({ status: 2 });
  expect(readdirSync(host.dataDirectory).filter((name) => name.includes("incoming"))).toEqual([]);
  const restored = (await alone.json("db", "restore", path, "--yes")) as { former: string };
  expect(statSync(restored.former).mode & 0o777).toBe(0o600);
  expect(await alone.json("event", "list")).toMatchObject([{ name: "first" }]);
  expect((await alone.run("status")).text).toMatch(/storage +the database takes .*, backed up /);
  rmSync(`${path}.sha256`);
  expect((await alone.run("db", "restore", path, "--yes")).stderr).toContain("nobody can say whether the backup");
});
