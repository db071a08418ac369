import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../e2e/fixtures/until.ts";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { callerFactory } from "../api/procedure.ts";
import { appRouter } from "../api/router.ts";
import { silentLogger } from "../base/logger.ts";
import { readConfiguration } from "./configuration.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

let dataDirectory = "";
let host: Host;
beforeAll(async () => {
  readBed();
  dataDirectory = await mkdtemp(join(tmpdir(), "cronium-tokens-"));
  const configuration = readConfiguration({ dataDirectory, vault: "file", logLevel: "silent" }, {});
  host = await openHost({ configuration, mode: "run", logger: silentLogger });
}, 60_000);
afterAll(async () => {
  await host.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Status of a call: whose execution, with whose token. */
const call = `call() { curl -s -o /dev/null -w '%{http_code}\\n' -H "Authorization: Bearer $2" "$CRONIUM_RUNTIME_API/executions/$1/context"; }`;

async function run(name: string, script: string): Promise<string> {
  const api = callerFactory(appRouter)(host.createContext());
  const run = { on: "container", network: "none" } as const;
  const { id } = await api.events.create({ name, type: "BASH", status: "ACTIVE", script, run });
  const { jobId } = await api.events.run({ id });
  await until("the job to end", 120_000, async () => (await api.jobs.get({ id: jobId })).finishedAt !== undefined);
  const job = await api.jobs.get({ id: jobId });
  const { parts } = await api.logs.read({ executionId: job.executions[0]?.id ?? "" });
  return Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64"))).toString();
}

test("a container reaches its own execution alone, and its token opens nothing once it has ended", async () => {
  // Masked as the secret it is, a token is given away in pieces.
  const first = await run(
    "victim",
    `${call}
call $CRONIUM_EXECUTION_ID $CRONIUM_EXECUTION_TOKEN
echo $CRONIUM_EXECUTION_ID
echo "$CRONIUM_EXECUTION_TOKEN" | fold -w 5 | sed 's/^/token /'`,
  );
  const [own, executionId = "", ...pieces] = first.split("\n");
  const token = pieces.map((line) => line.slice("token ".length)).join("");
  expect(own).toBe("200");
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);

  const second = await run(
    "attacker",
    `${call}
call $CRONIUM_EXECUTION_ID $CRONIUM_EXECUTION_TOKEN
call ${executionId} $CRONIUM_EXECUTION_TOKEN
call ${executionId} ${token}
call $CRONIUM_EXECUTION_ID ${token}
call $CRONIUM_EXECUTION_ID nonsense`,
  );
  expect(second.split("\n").slice(0, 5)).toEqual(["200", "403", "401", "401", "401"]);
}, 300_000);
