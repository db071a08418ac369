import { expect, test } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import type { Notice } from "../notices/notification.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("what is delivered again keeps what came of it; what is dismissed on its way may have arrived, and says so", async () => {
  const shown: Notice[] = [];
  let complaint: string | undefined = "no desktop";
  const gate = Promise.withResolvers<undefined>();
  const notify = async (notice: Notice): Promise<string | undefined> => {
    if (complaint !== undefined) return complaint;
    shown.push(notice);
    return gate.promise;
  };
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)), notify });
  const actions: ActionInput[] = [{ when: "ALWAYS", do: "notify" }];
  const { id: eventId } = await host.api.events.create(sampleEvent({ actions }));
  await host.api.events.run({ id: eventId });
  await host.clock.advance(120_000);
  const id = (await host.api.outbox.list()).messages[0]?.id ?? "";
  expect(await host.api.outbox.get({ id })).toMatchObject({ status: "dead", attempts: 3, attemptsAllowed: 3 });
  expect(await host.api.outbox.dismiss({ id })).toEqual({ mayHaveArrived: false });

  await host.api.outbox.redeliver({ id });
  await host.clock.advance(1_000);
  expect(await host.api.outbox.get({ id })).toMatchObject({ status: "pending", attempts: 4, attemptsAllowed: 6 });
  complaint = undefined;
  await host.api.outbox.redeliver({ id });
  while (shown.length === 0) await host.clock.advance(0);
  expect(await host.api.outbox.dismiss({ id })).toEqual({ mayHaveArrived: true });
  gate.resolve(undefined);
  await host.clock.advance(1_000);
  expect(await host.api.outbox.get({ id })).toMatchObject({ status: "dismissed", attempts: 5, attemptsAllowed: 7 });
  expect((await host.api.outbox.get({ id })).error).toBeUndefined();
});
