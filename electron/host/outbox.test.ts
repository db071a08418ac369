import fc from "fast-check";
import { expect, test } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import { actionTriggers, type ActionTrigger } from "../../shared/words.ts";
import type { Notice } from "../notices/notification.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const day = 86_400 * second;

/** Runs an event and lets everything that follows happen. @returns the job's id */
async function runOnce(host: TestHost, id: number): Promise<string> {
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(second);
  return jobId;
}

/** A notifier that notes what it is given, and complains as long as the test says so. */
function desktop() {
  const shown: Notice[] = [];
  let complaint: string | undefined;
  return {
    shown,
    break(reason: string | undefined) {
      complaint = reason;
    },
    notify(notice: Notice): Promise<string | undefined> {
      if (complaint === undefined) shown.push(notice);
      return Promise.resolve(complaint);
    },
  };
}

async function messages(host: TestHost) {
  return (await host.api.outbox.list({ limit: 500 })).messages;
}

test("a job that ended runs the next event once, and each tells of the other", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const report = await host.api.events.create(sampleEvent({ name: "report" }));
  const actions: ActionInput[] = [
    { when: "ON_SUCCESS", do: "run_event", eventId: report.id },
    { when: "ON_FAILURE", do: "notify" },
  ];
  const backup = await host.api.events.create(sampleEvent({ name: "backup", actions }));
  const jobId = await runOnce(host, backup.id);

  const [followUp, ...more] = (await host.api.jobs.list({ eventId: report.id })).jobs;
  expect(more).toEqual([]);
  expect(followUp).toMatchObject({ source: "action", status: "completed" });
  const { input } = await host.api.jobs.get({ id: followUp?.id ?? "" });
  expect(input).toEqual({
    event: "backup",
    eventId: backup.id,
    job: jobId,
    status: "completed",
    ...{ exitCode: 0, condition: null, output: null },
  });

  const { caused } = await host.api.outbox.ofJob({ jobId });
  expect(caused).toMatchObject([
    { kind: "run_event", status: "delivered", destination: "report", resultJobId: followUp?.id, trigger: "ON_SUCCESS" },
  ]);
  const { causedBy } = await host.api.outbox.ofJob({ jobId: followUp?.id ?? "" });
  expect(causedBy).toEqual({ jobId, eventName: "backup" });
});

test("an attempt that is tried again sets off nothing; its end does", async () => {
  const seen = desktop();
  let runs = 0;
  const executor = createScriptedExecutor((run) =>
    ++runs === 1 ? { kind: "failed", failure: { reason: "connect_failed", message: "no answer" } } : exitsWith(0)(run),
  );
  const host = await open({ executor, notify: seen.notify });
  const actions: ActionInput[] = actionTriggers.map((when) => ({ when, do: "notify" }));
  const { id } = await host.api.events.create(sampleEvent({ actions, retries: { max: 1, delayMs: 60 * second } }));
  await runOnce(host, id);
  expect(seen.shown).toEqual([]);
  await host.clock.advance(70 * second);
  expect((await messages(host)).map(({ trigger }) => trigger).sort()).toEqual(["ALWAYS", "ON_SUCCESS"]);
  expect(seen.shown.map(({ title }) => title)).toEqual(["“sample” completed", "“sample” completed"]);
});

test("a job that needs attention has failed; a person's verdict sets off what waits for success, once", async () => {
  const host = await open({ executor: createScriptedExecutor(() => lost) });
  const actions: ActionInput[] = actionTriggers.map((when) => ({ when, do: "notify" }));
  const { id } = await host.api.events.create(sampleEvent({ actions }));
  const jobId = await runOnce(host, id);
  const triggers = async () => (await messages(host)).flatMap(({ trigger }) => trigger ?? []).sort();
  expect(await triggers()).toEqual(["ALWAYS", "ON_FAILURE"]);
  await host.api.jobs.resolve({ id: jobId, as: "completed" });
  await host.clock.advance(second);
  expect(await triggers()).toEqual(["ALWAYS", "ON_FAILURE", "ON_SUCCESS"]);
});
const lost = { kind: "unknown", message: "nobody knows" } as const;

test("exactly one message for each action of each job, whatever becomes of it", async () => {
  const trigger = fc.constantFrom<ActionTrigger>(...actionTriggers);
  await fc.assert(
    fc.asyncProperty(
      fc.array(trigger, { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      async (triggers, good) => {
        let next = 0;
        const host = await open({
          executor: createScriptedExecutor((run) => exitsWith(good[next++] === true ? 0 : 1)(run)),
        });
        const actions = triggers.map((when): ActionInput => ({ when, do: "notify" }));
        const { id } = await host.api.events.create(sampleEvent({ actions }));
        for (const [index] of good.entries()) await runOnce(host, id).then(() => index);
        const counted = new Map<string, number>();
        for (const message of await messages(host)) {
          if (message.trigger === undefined) continue;
          const key = `${String(message.jobId)} ${message.trigger}`;
          counted.set(key, (counted.get(key) ?? 0) + 1);
        }
        const jobs = [...(await host.api.jobs.list({ eventId: id })).jobs].reverse();
        for (const [index, job] of jobs.entries()) {
          for (const when of actionTriggers) {
            // Nobody sets a condition here.
            const isTold = when === (good[index] === true ? "ON_SUCCESS" : "ON_FAILURE");
            const fires = when === "ALWAYS" || isTold;
            const expected = fires ? triggers.filter((one) => one === when).length : 0;
            expect(counted.get(`${job.id} ${when}`) ?? 0).toBe(expected);
          }
        }
      },
    ),
    { numRuns: 5 },
  );
});

test("what cannot be delivered is tried again later and later, then it is dead, and a person may have it again", async () => {
  const seen = desktop();
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)), notify: seen.notify });
  seen.break("no desktop is there");
  const { id } = await host.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  await runOnce(host, id);
  const [first] = await messages(host);
  expect(first).toMatchObject({ status: "pending", attempts: 1, attemptsAllowed: 3 });
  expect(first?.error).toContain("no desktop is there");
  await host.clock.advance(100 * second);
  const [dead] = await messages(host);
  expect(dead).toMatchObject({ status: "dead", attempts: 3 });
  expect(await host.api.outbox.counts()).toMatchObject({ dead: 1, waitForDecision: 1 });
  await host.clock.advance(600 * second);
  expect((await messages(host))[0]).toMatchObject({ status: "dead", attempts: 3 });

  seen.break(undefined);
  await host.api.outbox.redeliver({ id: dead?.id ?? "" });
  await host.clock.advance(second);
  expect(await host.api.outbox.get({ id: dead?.id ?? "" })).toMatchObject({ status: "delivered", attempts: 4 });
  expect(seen.shown).toHaveLength(1);
});

test("a message that was dismissed is not tried again", async () => {
  const seen = desktop();
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)), notify: seen.notify });
  seen.break("no desktop is there");
  const { id } = await host.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  await runOnce(host, id);
  const [message] = await messages(host);
  await host.api.outbox.dismiss({ id: message?.id ?? "" });
  seen.break(undefined);
  await host.clock.advance(600 * second);
  expect(seen.shown).toEqual([]);
  expect((await messages(host))[0]).toMatchObject({ status: "dismissed", read: true });
});

test("a follow-up of an archived event is dead at once, is had again later, and still makes one job", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const report = await host.api.events.create(sampleEvent({ name: "report" }));
  const actions: ActionInput[] = [{ when: "ALWAYS", do: "run_event", eventId: report.id }];
  const { id } = await host.api.events.create(sampleEvent({ name: "backup", actions }));
  await host.api.events.setStatus({ id: report.id, status: "ARCHIVED" });
  await runOnce(host, id);
  const [dead] = await messages(host);
  expect(dead).toMatchObject({ status: "dead", attempts: 1 });
  expect(dead?.error).toContain("is archived");
  await host.api.events.setStatus({ id: report.id, status: "ACTIVE" });
  await host.api.outbox.redeliver({ id: dead?.id ?? "" });
  await host.clock.advance(second);
  await expect(host.api.outbox.redeliver({ id: dead?.id ?? "" })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
  expect((await host.api.jobs.list({ eventId: report.id })).jobs).toHaveLength(1);
});

test("what waits when the program ends is delivered after the next start, though its event is gone", async () => {
  const seen = desktop();
  const before = await open({ executor: createScriptedExecutor(exitsWith(0)), notify: seen.notify });
  seen.break("no desktop is there");
  const { id } = await before.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  await runOnce(before, id);
  await before.api.events.remove({ id });
  seen.break(undefined);
  const after = await before.restart();
  try {
    await after.clock.advance(60 * second);
    expect(seen.shown).toHaveLength(1);
    expect((await messages(after))[0]).toMatchObject({ status: "delivered", attempts: 2 });
  } finally {
    await after.host.stop();
  }
});

test("a clock that was set back puts nothing off for longer than any wait", async () => {
  const seen = desktop();
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)), notify: seen.notify });
  seen.break("no desktop is there");
  const { id } = await host.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  await runOnce(host, id);
  seen.break(undefined);
  host.clock.step(-30 * day);
  await host.clock.advance(60 * second);
  expect(seen.shown).toHaveLength(1);
});

test("by itself the program tells what needs a person, more or nothing as the settings say", async () => {
  const seen = desktop();
  let outcome: "lost" | "fails" = "lost";
  const executor = createScriptedExecutor((run) => (outcome === "lost" ? lost : exitsWith(1)(run)));
  const host = await open({ executor, notify: seen.notify });
  const { id } = await host.api.events.create(sampleEvent({ name: "backup" }));
  const told = async (): Promise<readonly string[]> => {
    await runOnce(host, id);
    return seen.shown.splice(0).map(({ title }) => title);
  };
  expect(await told()).toEqual(["“backup” needs your decision"]);
  outcome = "fails";
  expect(await told()).toEqual([]);
  await host.api.settings.set({ notify: "failures" });
  expect(await told()).toEqual(["“backup” failed"]);
  await host.api.settings.set({ notify: "nothing" });
  outcome = "lost";
  expect(await told()).toEqual([]);
  // Nobody asked for these: where none can be shown, nobody has to decide about them.
  expect(await host.api.outbox.counts()).toMatchObject({ waitForDecision: 0 });
});

test("an event that the program pauses after failures is told once", async () => {
  const seen = desktop();
  const host = await open({ executor: createScriptedExecutor(exitsWith(1)), notify: seen.notify });
  const schedule = { kind: "interval", everyMs: 10 * second, pauseAfterFailures: 2 } as const;
  await host.api.events.create(sampleEvent({ name: "backup", schedule }));
  await host.clock.advance(60 * second);
  expect(seen.shown.map(({ title }) => title)).toEqual(["“backup” was paused"]);
  expect(seen.shown[0]?.body).toContain("2 jobs in a row failed");
});

test("settled messages are removed with the age that jobs are; those that wait stay", async () => {
  const seen = desktop();
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)), notify: seen.notify });
  await host.api.settings.set({ keepDays: 2, backupEveryHours: 0 });
  const { id } = await host.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  await runOnce(host, id);
  // A clock that was set is believed once it has gone on evenly for a while.
  host.clock.step(1.9 * day);
  await host.clock.advance(900 * second);
  expect(await messages(host)).toHaveLength(1);
  host.clock.step(0.2 * day);
  await host.clock.advance(900 * second);
  expect(await messages(host)).toEqual([]);
});

test("messages are listed page by page, newest first, and filtered", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const actions: ActionInput[] = [
    { when: "ALWAYS", do: "notify" },
    { when: "ALWAYS", do: "notify" },
  ];
  const { id } = await host.api.events.create(sampleEvent({ actions }));
  for (let run = 0; run < 3; run++) await runOnce(host, id);
  const all = await messages(host);
  expect(all).toHaveLength(6);
  const paged = [];
  let after: string | undefined;
  do {
    const page = await host.api.outbox.list({ limit: 2, after });
    paged.push(...page.messages);
    after = page.next;
  } while (after !== undefined);
  expect(paged).toEqual(all);
  expect((await host.api.outbox.list({ statuses: ["dead"] })).messages).toEqual([]);
  expect((await host.api.outbox.list({ jobId: all[0]?.jobId ?? "" })).messages).toHaveLength(2);
  await host.api.outbox.markRead({ ids: [all[0]?.id ?? ""] });
  expect((await messages(host)).filter(({ read }) => read)).toHaveLength(1);
});
