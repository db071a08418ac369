import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

let served: ServedHost | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const definition = (rollout: string): string => `version: 1
servers:
  - { name: web-1, address: 127.0.0.1, username: me, auth: { agent: true } }
  - { name: web-2, address: 127.0.0.1, username: me, auth: { agent: true } }
events:
  - name: deploy
    type: BASH
    status: ACTIVE
    run: { on: servers, servers: [web-1, web-2] }
${rollout}    script: echo hello
`;

test("a rollout comes from a file, is shown, exported and compared, and a job is retried where it failed", async () => {
  let isBroken = true;
  const executor = createScriptedExecutor(() => ({ kind: "exited", exitCode: isBroken ? 3 : 0 }));
  served = await serveTestHost({ executor });
  const { world, host } = served;
  const apply = async (text: string) => {
    writeFileSync(join(host.dataDirectory, "a.yaml"), text);
    return world.run("apply", join(host.dataDirectory, "a.yaml"));
  };
  expect(await apply(definition("    rollout: { canary: 1, atOnce: 5, pause: 1m }\n"))).toMatchObject({ status: 0 });
  expect((await world.run("event", "show", "deploy")).text).toMatch(
    /on several +first 1 server alone, then 5 at a time, 1m of pause after each wave, stops if the first fails\n/,
  );
  const exported = JSON.parse((await world.run("export", "--format", "json")).text) as Record<string, unknown>;
  expect(exported).toMatchObject({ events: [{ rollout: { canary: 1, atOnce: 5, pause: "1m" } }] });

  const run = (await world.json("run", "deploy")) as { readonly jobId: string };
  await host.clock.advance(0);
  const shown = await world.run("job", "show", run.jobId);
  expect(shown.text).toMatch(/not tried +web-2\n/);
  expect(shown.text).toContain("1 of 2 targets failed: web-1");
  isBroken = false;
  const retried = await world.run("job", "retry", run.jobId, "--failed");
  await host.clock.advance(61_000);
  const again = await world.run("job", "show", retried.text.trim());
  expect(again.text).toMatch(new RegExp(`retry of +${run.jobId}, on the servers where it failed\n`));
  expect(again.text).toMatch(/status +✓ completed/);
  expect((await world.run("job", "retry", "--failed", "--status", "failed")).status).toBe(2);

  expect((await apply(definition(""))).text).toMatch(
    /rollout\.atOnce: 5 → .*\n.*rollout\.canary: 1 → 0\n.*rollout\.pause: 1m → 0s/,
  );
  expect((await apply(definition("    rollout: { atOnce: 0 }\n"))).status).not.toBe(0);
});
