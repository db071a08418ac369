import { afterEach, beforeEach, expect, it } from "vitest";
import { sampleEvent, testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

const minute = 60_000;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

let served: ServedHost;
beforeEach(async () => {
  // Each run takes two seconds and ends with 3.
  const executor = createScriptedExecutor(({ end }) => {
    served.host.clock.after(2_000, () => {
      end({ kind: "exited", exitCode: 3 });
    });
    return undefined;
  });
  served = await serveTestHost({ executor });
});
afterEach(() => served.close());

it("shows what became of each job: started, finished, how long it took, and its exit code", async () => {
  const { host, world } = served;
  await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(minute + 10_000);
  const { text } = await world.run("why", "sample");
  const [heading, row] = text.split("\n");
  expect(heading?.split(/ +/)).toEqual("DUE DECISION WHY STARTED FINISHED TOOK RESULT EXIT JOB".split(" "));
  expect(row).toMatch(
    /^2026-03-02T12:01:00Z \(10s ago\) +✓ run +on time +2026-03-02T12:01:00Z +2026-03-02T12:01:02Z +2s +✗ failed +3 +job_\w+$/,
  );
  expect(await world.json("why", "sample")).toMatchObject([
    { cause: "on_time", run: { status: "failed", exitCode: 3, jobKept: true, byHand: false } },
  ]);
  await host.clock.advance(minute - 9_000);
  expect((await world.run("why", "sample", "--limit", "1")).text).toMatch(/– +1s +● running +– +job_\w+\n$/);
});

it("--at says everything about one instant", async () => {
  const { host, world } = served;
  await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(minute + 10_000);
  expect((await world.run("why", "sample", "--at", "2026-03-02T12:01:00")).text).toMatch(
    /ran on time: job job_\w+ failed/,
  );
  const document = await world.json("why", "sample", "--at", "2026-03-02T12:00:30Z");
  expect(document).toMatchObject({
    at: "2026-03-02T12:00:30Z",
    atMs: testStart + 30_000,
    occurrences: [],
    message: expect.stringContaining("“sample” was not due at 2026-03-02 12:00:30 UTC"),
    nextDueMs: testStart + minute,
  });
});

it("knows a deleted event by its name, and says when it was deleted", async () => {
  const { host, world } = served;
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(minute + 10_000);
  await host.api.events.remove({ id });
  const told = await world.run("why", "Sample");
  expect(told.status).toBe(0);
  expect(told.stderr).toBe(`“sample” (id ${String(id)}) was deleted at 2026-03-02T12:01:10Z. Its ledger stays.\n`);
  expect(told.text).toMatch(/✗ failed +3 +job_\w+ \(removed\)\n$/);
  expect((await world.run("why", String(id), "--at", "2026-03-02T12:02:00")).text).toContain(
    "was deleted at 2026-03-02 12:01:10 UTC",
  );
  expect((await world.run("why", "simple")).stderr).toMatch(/^cronium: There is no event “simple”\./);
  // A new event of that name comes first, and the former one is not kept quiet.
  await host.api.events.create(sampleEvent());
  expect(await world.json("why", "sample")).toEqual([]);
  const asked = await world.run("why", "sample", "--at", "2026-03-02T12:01:00");
  expect(asked.text).toContain("exists only since 2026-03-02 12:01:10 UTC");
  expect(asked.stderr).toBe(
    `Another event of this name (id ${String(id)}) was deleted at 2026-03-02T12:01:10Z. Its ledger: cronium why ${String(id)}\n`,
  );
  expect((await world.run("why", String(id))).text).toMatch(/✗ failed +3 +job_\w+ \(removed\)\n$/);
});

it("--verify prints the heads, finds a noted one again, and fails with the row that was changed", async () => {
  const { host, world } = served;
  await host.api.events.create(sampleEvent({ schedule: everyMinute }));
  await host.clock.advance(3 * minute + 10_000);
  const checked = await world.run("why", "--verify");
  expect(checked).toMatchObject({ status: 0, stderr: "" });
  expect(checked.text).toMatch(
    /^✓ 3 decisions checked, none changed or missing, head [0-9a-f]{64}\n✓ 3 outcomes checked, none changed or missing, head [0-9a-f]{64}\n$/,
  );
  const { chains } = (await world.json("why", "--verify")) as { chains: { head: string }[] };
  const noted = chains[0]?.head ?? "";
  await host.clock.advance(minute);
  const found = await world.run("why", "--verify", "--contains", noted.toUpperCase());
  expect(found.text).toContain(
    "✓ the noted hash is that of decision 3: nothing up to it that is still there has changed since",
  );
  expect(await world.json("why", "sample", "--verify")).toMatchObject({ valid: true, occurrences: [{}, {}, {}, {}] });
  expect(await world.run("why", "--verify", "--contains", "a".repeat(64))).toMatchObject({ status: 1 });
  const { write } = host.host.createContext().store;
  await write.updateTable("occurrences").set({ reason: "it never happened" }).where("id", "=", 2).execute();
  const broken = await world.run("why", "sample", "--verify");
  expect(broken.status).toBe(1);
  expect(broken.text).toContain("✗ decisions: row 2 was changed after it was written\n");
  expect(broken.text).toContain("✓ 4 outcomes checked");
});

it.each([
  [["why"], "cronium: Give EVENT, or --verify for the whole ledger.\n"],
  [["why", "x", "--contains", "a".repeat(64)], "cronium: --contains belongs to --verify.\n"],
  [["why", "--verify", "--contains", "abc"], "cronium: --contains: “abc” is not a hash of 64 hexadecimal digits.\n"],
  [["away", "x"], "cronium: Naming events belongs to --run.\n"],
])("%j is wrong usage", async (words, line) => {
  expect(await served.world.run(...words)).toMatchObject({ status: 2, text: "", stderr: line });
});
