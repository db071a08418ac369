import { sql } from "kysely";
import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("the end of a job's only execution and that of the job are one: nobody sees the one without the other", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { store, changes } = host.host.createContext();
  const seen: string[] = [];
  const looks: Promise<void>[] = [];
  changes.listen(({ change }) => {
    if (change.noun !== "execution") return;
    looks.push(
      store.read
        .selectFrom("executions")
        .innerJoin("jobs", "jobs.id", "executions.job_id")
        .select(["executions.status as execution", "jobs.status as job"])
        .where("executions.id", "=", String(change.id))
        .executeTakeFirstOrThrow()
        .then(({ execution, job }) => void seen.push(`${execution}, job ${job}`)),
    );
  });
  const { id } = await host.api.events.create(sampleEvent());
  await host.api.events.run({ id });
  await host.clock.advance(1_000);
  await Promise.all(looks);
  expect(seen.at(-1)).toBe("completed, job completed");
  expect(seen).not.toContain("completed, job running");
});

test("where the job's end cannot be written, what its execution came to is kept, and it is settled once it can", async () => {
  const executor = createScriptedExecutor(exitsWith(0));
  const host = await open({ executor });
  const { store } = host.host.createContext();
  await sql`CREATE TRIGGER refused BEFORE UPDATE OF status ON jobs WHEN NEW.status = 'completed'
    BEGIN SELECT RAISE(ABORT, 'not now'); END`.execute(store.write);
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(1_000);
  const refused = await host.api.jobs.get({ id: jobId });
  expect([refused.status, refused.executions.map(({ status }) => status)]).toEqual(["running", ["completed"]]);
  await sql`DROP TRIGGER refused`.execute(store.write);
  await host.clock.advance(5_000);
  const settled = await host.api.jobs.get({ id: jobId });
  expect([settled.status, settled.executions.map(({ status }) => status)]).toEqual(["completed", ["completed"]]);
  expect(settled.attempt).toBe(1);
});
