import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

let testHost: TestHost;
beforeEach(async () => {
  testHost = await openTestHost();
});
afterEach(() => testHost.close());

const passphrase = "for this test alone";

async function outcomeOf(id: number): Promise<string> {
  const { jobId } = await testHost.api.events.run({ id });
  await expect
    .poll(async () => (await testHost.api.jobs.get({ id: jobId })).finishedAt, { timeout: 10_000 })
    .toBeDefined();
  const { status, executions } = await testHost.api.jobs.get({ id: jobId });
  const failure = executions[0]?.failure;
  return failure === undefined ? status : `${status}, ${failure.reason}: ${failure.message}`;
}

test("while the vault is locked what needs a secret fails by name, all else runs, and unlocking is enough", async () => {
  const { api } = testHost;
  const withSecret = await api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret: "token-value" }] }));
  const without = await api.events.create(sampleEvent({ name: "without" }));
  await api.variables.create({ key: "shared", value: "shared-value", secret: true });
  await api.vault.changePassphrase({ next: passphrase });
  testHost = await testHost.restart(createScriptedExecutor(() => ({ kind: "exited", exitCode: 0 })));
  expect(await testHost.api.vault.status()).toMatchObject({ state: "locked", backend: "file" });

  expect(await outcomeOf(without.id)).toBe("completed");
  expect(await outcomeOf(withSecret.id)).toMatch(/^failed, secret_missing: The vault is locked/);
  await expect(testHost.api.variables.create({ key: "another", value: "x", secret: true })).rejects.toThrow(/locked/);
  await testHost.api.events.remove({ id: without.id });

  await expect(testHost.api.vault.unlock({ passphrase: "another one" })).rejects.toThrow(/not the passphrase/);
  await testHost.api.vault.unlock({ passphrase });
  expect(await outcomeOf(withSecret.id)).toBe("completed");
});

test("a start finds what was tampered with, tells whose it is, and writes it down; the rest goes on", async () => {
  const { api, dataDirectory } = testHost;
  const path = join(dataDirectory, "secrets.json");
  await api.variables.create({ key: "first", value: "first-value", secret: true });
  const [first = ""] = Object.keys((JSON.parse(readFileSync(path, "utf8")) as { entries: object }).entries);
  await api.variables.create({ key: "second", value: "second-value", secret: true });
  await testHost.host.stop();
  const file = JSON.parse(readFileSync(path, "utf8")) as { entries: Record<string, string> };
  const bytes = Buffer.from(file.entries[first] ?? "", "base64");
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  file.entries[first] = bytes.toString("base64");
  writeFileSync(path, JSON.stringify(file));

  testHost = await openTestHost({ dataDirectory });
  expect(await testHost.api.vault.status()).toMatchObject({ state: "open", damaged: ["variable first"] });
  const line = (await testHost.api.system.doctor()).find(({ name }) => name === "secrets");
  expect(line).toMatchObject({ verdict: "problem", message: expect.stringContaining("variable first") as string });
  const { store } = testHost.host.createContext();
  const rows = await store.read.selectFrom("audit").select(["action", "detail"]).execute();
  const found = rows.find(({ action }) => action === "vault.tampered");
  expect(found?.detail).toContain("variable first");
});
