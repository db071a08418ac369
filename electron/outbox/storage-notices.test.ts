import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Notice } from "../notices/notification.ts";
import { useTestHosts } from "../testing/host-bench.ts";

const open = useTestHosts();
const second = 1_000;

test("what is wrong with the backups is told once, and again when it is wrong anew", async () => {
  const shown: Notice[] = [];
  const notify = (notice: Notice): Promise<undefined> => {
    shown.push(notice);
    return Promise.resolve(undefined);
  };
  const host = await open({ notify });
  await host.api.settings.set({ backupEveryHours: 1 });
  const folder = join(host.dataDirectory, "backups");
  writeFileSync(folder, "in the way");
  // Two attempts fail.
  await host.clock.advance(1_300 * second);
  expect(shown.map(({ title }) => title)).toEqual(["Cronium's data is not safe"]);
  expect(shown[0]?.body).toContain("The backup fails");
  rmSync(folder);
  await host.clock.advance(600 * second);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "in the way again");
  await host.clock.advance(3_700 * second);
  expect(shown).toHaveLength(2);
});
