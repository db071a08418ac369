import { expect, test } from "vitest";
import { createChangeFeed } from "../base/change-feed.ts";
import { randomIds } from "../base/ids.ts";
import { dismissMessage, findMessage, insertMessages } from "../store/outbox.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { useQueueBench } from "../testing/queue-bench.ts";
import { queueFollowUp } from "./follow-up.ts";

const bench = useQueueBench();

test("a message that was dismissed after it was taken up queues nothing", async () => {
  const { store } = bench();
  const clock = createFakeClock(0);
  const changes = createChangeFeed();
  const parts = { store, clock, ids: randomIds, changes, queued: () => undefined };
  const target = await bench().addEvent("report", null);
  const written = { subject: "“backup” completed", destination: "report", target_event_id: target, payload: "{}" };
  const due = { attempts_allowed: 8, available_at: 0, created_at: 0 };
  for (const id of ["msg_kept", "msg_dismissed"]) {
    await insertMessages(store.write, [{ id, kind: "run_event", trigger: "ALWAYS", ...written, ...due }]);
    const taken = await findMessage(store.write, id);
    if (id === "msg_dismissed") await dismissMessage(store.write, id, 1);
    if (taken !== undefined) await queueFollowUp(parts, taken);
  }
  const jobs = await store.write.selectFrom("jobs").select("idempotency_key").execute();
  expect(jobs).toEqual([{ idempotency_key: "action:msg_kept" }]);
});
