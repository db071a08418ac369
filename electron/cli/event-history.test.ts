import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent } from "../testing/open-test-host.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({ mode: "inspect" });
  const { api } = served.host;
  const { id } = await api.events.create(sampleEvent({ script: "set -e\necho one\n" }));
  const { fields } = await api.events.get({ id });
  await api.events.update({ id, version: 1, event: { ...fields, timeoutMs: 60_000, script: "set -e\n\techo two\n" } });
  await api.events.setStatus({ id, status: "PAUSED" });
});
afterEach(() => served.close());

it("history tells when each version was saved, why, and what it changed", async () => {
  const { text } = await served.world.run("event", "history", "sample");
  const [heading, ...rows] = text.trimEnd().split("\n");
  expect(heading).toMatch(/^VERSION +SAVED +WHY +WHAT CHANGED$/);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/^3 +2026-03-02T12:00:00Z \(.*\) +status changed +status$/);
  expect(rows[1]).toMatch(/^2 .* saved +timeout, script$/);
  expect(rows[2]).toMatch(/^1 .* created +–$/);
  expect(await served.world.json("event", "history", "sample", "--limit", "1")).toMatchObject([
    { version: 3, by: "user", cause: "status" },
  ]);
});

it("diff shows fields and script lines of the latest two versions, or of those that are named", async () => {
  expect((await served.world.run("event", "diff", "sample")).text).toBe(
    "version 2 → version 3\n  status: ACTIVE → PAUSED\n",
  );
  expect((await served.world.run("event", "diff", "sample", "1", "2")).text).toBe(
    [
      "version 1 → version 2",
      "  timeout: 30m → 1m",
      "  script: 1 line added, 1 line removed",
      "      set -e",
      "    - echo one",
      "    +     echo two",
      "",
    ].join("\n"),
  );
  expect((await served.world.run("event", "diff", "sample", "2", "2")).text).toContain("the same");
  expect(await served.world.run("event", "diff", "sample", "1", "9")).toMatchObject({
    status: 1,
    stderr: "cronium: “sample” has no version 9. List its versions with `cronium event history`.\n",
  });
  expect(await served.world.run("event", "diff", "sample", "x")).toMatchObject({ status: 2 });
});

it("rollback asks first, then makes a new version and leaves the status", async () => {
  const { world, host } = served;
  const asked = await world.run("event", "rollback", "sample", "1");
  expect(asked).toMatchObject({ status: 2, text: "" });
  expect(asked.stderr).toContain("It changes timeout, script. Its status stays");
  const done = await world.run("event", "rollback", "sample", "1", "--yes");
  expect(done).toMatchObject({ status: 0, text: "sample: version 4, the same as version 1.\n" });
  const again = await world.run("event", "rollback", "sample", "1");
  expect(again).toMatchObject({ status: 0, text: expect.stringContaining("Nothing was changed") as string });
  const [event] = await host.api.events.list();
  expect(await host.api.events.get({ id: event!.id })).toMatchObject({
    version: 4,
    status: "PAUSED",
    fields: { timeoutMs: 1_800_000, script: "set -e\necho one\n" },
  });
  expect((await world.run("event", "history", "sample")).text).toContain("rolled back to version 1");
});
