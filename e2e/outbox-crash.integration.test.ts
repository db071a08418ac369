import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { startDaemon, type RunningDaemon } from "./fixtures/daemon.ts";
import { until } from "./fixtures/until.ts";

const crashes = 3;

let starting: Promise<RunningDaemon>;
const receiver = createServer();
afterAll(async () => {
  await (await starting).remove();
  receiver.closeAllConnections();
  receiver.close();
});

test(
  "killed between a call and the note that it was made: it is made again under the same id, and the follow-up once",
  { timeout: 120_000 },
  async () => {
    const ids: string[] = [];
    let crashed = Promise.withResolvers<void>();
    receiver.on("request", (request, response) => {
      request.resume().on("end", () => {
        ids.push(String(request.headers["webhook-id"]));
        if (ids.length > crashes) {
          response.writeHead(200).end();
          return;
        }
        // It has arrived; whoever sent it does not live to note that.
        void starting
          .then((daemon) => daemon.kill())
          .then(() => {
            response.destroy();
            crashed.resolve();
          });
      });
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`;

    starting = startDaemon();
    let daemon = await starting;
    const { dataDirectory } = daemon;
    const event = { type: "BASH", status: "ACTIVE", run: { on: "this-computer" }, script: "true" } as const;
    const after = await daemon.api.events.create.mutate({ ...event, name: "after" });
    const { id } = await daemon.api.events.create.mutate({
      ...event,
      name: "before",
      actions: [
        { when: "ON_SUCCESS", do: "run_event", eventId: after.id },
        { when: "ALWAYS", do: "call_url", url },
      ],
    });
    await daemon.api.events.run.mutate({ id });
    for (let crash = 0; crash < crashes; crash++) {
      await crashed.promise;
      crashed = Promise.withResolvers<void>();
      starting = startDaemon({ dataDirectory });
      daemon = await starting;
    }
    await until("everything has been delivered", 60_000, async () => {
      const { pending, delivered } = await daemon.api.outbox.counts.query();
      return pending === 0 && delivered === 2;
    });
    expect(ids).toHaveLength(crashes + 1);
    expect(new Set(ids).size).toBe(1);
    const { jobs } = await daemon.api.jobs.list.query({ eventId: after.id });
    expect(jobs.map(({ source }) => source)).toEqual(["action"]);
    const { messages } = await daemon.api.outbox.list.query({});
    expect(messages.map(({ attempts }) => attempts)).toEqual([1, 1]);
  },
);
