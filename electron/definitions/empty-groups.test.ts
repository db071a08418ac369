import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

test("an event on a group without servers is applied with a warning, and a run of it says why it fails", async () => {
  const servers = [
    { name: "web-1", address: "web.invalid", username: "me", authentication: { kind: "agent" }, groups: ["web"] },
  ] as const;
  const on = (name: string, ...groups: string[]) => ({
    event: sampleEvent({ name, schedule: null, run: { on: "servers", serverIds: [], groups } }),
  });
  const definition = {
    servers: servers.map((server) => ({ ...server, groups: [...server.groups] })),
    events: [on("alone", "wbe"), on("partly", "web", "db"), on("well", "web")],
  };
  const notes = [
    [],
    ["its group wbe has no server yet: its runs fail until one is put there (Did you mean web?)"],
    ["its group db has no server yet: it runs on the others alone"],
    [],
  ];
  for (const dryRun of [true, false, false]) {
    const { changes } = await host.api.definitions.applyDefinition({ definition, dryRun });
    expect(changes.map((change) => change.notes)).toEqual(notes);
  }
  const event = (await host.api.events.list()).find(({ name }) => name === "alone");
  const { jobId } = await host.api.events.run({ id: event?.id ?? 0 });
  await expect
    .poll(async () => (await host.api.jobs.get({ id: jobId })).failure)
    .toEqual({ reason: "server_missing", message: "The group wbe has no server in use" });
});
