import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { EventInput } from "../../shared/event.ts";
import { until } from "../executors/recording-context.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import type { TestHost } from "../testing/open-test-host.ts";

const open = useTestHosts();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(
  answer: (response: ServerResponse, headers: NodeJS.Dict<string | string[]>) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(response, request.headers));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

const requestEvent = (request: EventInput["request"], more: Partial<EventInput> = {}): EventInput => ({
  name: "ask",
  type: "HTTP_REQUEST",
  status: "ACTIVE",
  run: { on: "this-computer" },
  request,
  ...more,
});

async function ended(host: TestHost, id: string) {
  await until("the job has ended", async () => {
    await host.clock.advance(0);
    return !["queued", "claimed", "running"].includes((await host.api.jobs.get({ id })).status);
  });
  return host.api.jobs.get({ id });
}

test("an event asks with variables and secrets, which stay out of its log; its answer is the job's output", async () => {
  const seen: NodeJS.Dict<string | string[]>[] = [];
  const url = await serve((response, headers) => {
    seen.push(headers);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ echo: headers["authorization"], region: headers["x-region"], ok: true }));
  });
  const host = await open({});
  const { variables } = host.host.createContext();
  await variables.set("REGION", "eu-central", { by: "user" });
  const { id } = await host.api.events.create(
    requestEvent(
      {
        url,
        headers: [{ name: "X-Region", value: "{{cronium.getVariables.REGION}}" }],
        authentication: { kind: "bearer", secret: "TOKEN" },
        success: { body: [{ rule: "equals", path: "$.ok", value: true }] },
      },
      { environment: [{ key: "TOKEN", secret: "t0p-s3cret-token" }] },
    ),
  );
  const { jobId } = await host.api.events.run({ id });
  const job = await ended(host, jobId);
  expect(job).toMatchObject({ status: "completed", exitCode: 0, eventType: "HTTP_REQUEST" });
  expect(seen[0]).toMatchObject({ authorization: "Bearer t0p-s3cret-token", "x-region": "eu-central" });
  const { read } = host.host.createContext().store;
  const [execution] = await read.selectFrom("executions").selectAll().execute();
  const log = await readFile(join(host.dataDirectory, execution?.log_path ?? ""), "utf8");
  expect(log).toContain("eu-central");
  expect(log).not.toContain("t0p-s3cret");
  const report = await read.selectFrom("execution_reports").selectAll().executeTakeFirst();
  expect(JSON.parse(report?.output ?? "null")).toMatchObject({ ok: true, region: "eu-central" });
});

test("a server that asks to be left alone is left alone, and then asked again", async () => {
  let asked = 0;
  const url = await serve((response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503, { "retry-after": "600" }).end();
    else response.end("well");
  });
  const host = await open({});
  const { id } = await host.api.events.create(requestEvent({ url }, { retries: { max: 1, delayMs: 1_000 } }));
  const { jobId } = await host.api.events.run({ id });
  await until(
    "it waits for its second attempt",
    async () =>
      (await host.api.jobs.get({ id: jobId })).attempt === 1 &&
      asked === 1 &&
      (await host.api.jobs.get({ id: jobId })).status === "queued",
  );
  const waiting = await host.api.jobs.get({ id: jobId });
  expect(waiting.availableAt - host.clock.now()).toBeGreaterThanOrEqual(600_000);
  await host.clock.advance(601_000);
  expect(await ended(host, jobId)).toMatchObject({ status: "completed", attempt: 2 });
});

test("a template that could never be filled in is refused when it is saved, with its field", async () => {
  const host = await open({ mode: "inspect" });
  const refused = (request: EventInput["request"]) =>
    host.api.events.create(requestEvent(request)).then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(await refused({ url: "https://example.org/{{cronium.input" })).toMatchObject({
    message: expect.stringContaining("no template") as string,
  });
  expect(await refused({ url: "https://example.org", body: { kind: "json", text: '{"a": {{log 1}}}' } })).toMatchObject(
    {
      message: expect.stringContaining("no helper “log”") as string,
    },
  );
  expect(
    await refused({ url: "https://example.org", authentication: { kind: "bearer", secret: "NONE" } }),
  ).toMatchObject({
    message: expect.stringContaining("no variable NONE") as string,
  });
});

test("a secret variable whose value is gone from the vault fails the job, and says which", async () => {
  const host = await open({});
  const { variables, vault, store } = host.host.createContext();
  await variables.changeWith([{ kind: "set", key: "SAFE", value: "k3y", secret: true }], "user", (write) =>
    store.write.transaction().execute(write),
  );
  const row = await store.read.selectFrom("variables").select("secret_reference").executeTakeFirstOrThrow();
  await vault.delete(row.secret_reference ?? "");
  const headers = [{ name: "X-Key", value: "{{cronium.getVariables.SAFE}}" }];
  const { id } = await host.api.events.create(requestEvent({ url: "http://127.0.0.1:9/", headers }));
  const { jobId } = await host.api.events.run({ id });
  const job = await ended(host, jobId);
  expect(job).toMatchObject({ status: "failed", failure: { reason: "secret_missing" } });
  expect(job.failure?.message).toContain("SAFE");
});
