import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { readExport } from "./export-file.ts";
import { createSecretSweep } from "./secret-sweep.ts";

let testHost: TestHost;
beforeEach(async () => {
  testHost = await openTestHost({ mode: "inspect" });
});
afterEach(() => testHost.close());

const passphrase = "for this test alone";
const dayMs = 24 * 60 * 60_000;

async function storeSecrets(): Promise<void> {
  const { api } = testHost;
  await api.events.create(sampleEvent({ environment: [{ key: "TOKEN", secret: "token-value" }] }));
  await api.variables.create({ key: "shared", value: "shared-value", secret: true });
  await api.servers.create({
    name: "web",
    address: "127.0.0.1",
    username: "user",
    authentication: { kind: "password", password: "password-value" },
  });
}

test("an export holds every secret, sealed; it opens with its passphrase alone, and not when it was changed", async () => {
  await storeSecrets();
  const { text, secrets } = await testHost.api.vault.export({ passphrase });
  expect(secrets).toBe(3);
  for (const value of ["token-value", "shared-value", "password-value"]) expect(text).not.toContain(value);
  expect([...(await readExport(text, passphrase)).entries.values()]).toContain("token-value");
  await expect(testHost.api.vault.previewImport({ text, passphrase: "another one" })).rejects.toThrow(
    /not its passphrase/,
  );
  const later = text.replace(/"exportedAt": \d+/, '"exportedAt": 1');
  await expect(testHost.api.vault.previewImport({ text: later, passphrase })).rejects.toThrow(/was changed/);
  await expect(testHost.api.vault.previewImport({ text: "{}", passphrase })).rejects.toThrow(/no export of secrets/);
});

test("an import tells first what is new, the same and different, and replaces only what it is told to", async () => {
  await storeSecrets();
  const { text } = await testHost.api.vault.export({ passphrase });
  const { vault } = testHost.host.createContext();
  const preview = await testHost.api.vault.previewImport({ text, passphrase });
  expect(preview.entries.map(({ use, kind }) => `${use} ${kind}`).toSorted()).toEqual([
    "event sample: TOKEN same",
    "server web same",
    "variable shared same",
  ]);
  const reference = (use: string): string => preview.entries.find((entry) => entry.use === use)?.reference ?? "";
  await vault.delete(reference("server web"));
  await vault.set(reference("event sample: TOKEN"), "changed since");
  const after = await testHost.api.vault.previewImport({ text, passphrase });
  expect(Object.fromEntries(after.entries.map(({ use, kind }) => [use, kind]))).toEqual({
    "event sample: TOKEN": "different",
    "server web": "new",
    "variable shared": "same",
  });
  expect(await testHost.api.vault.import({ text, passphrase, replace: false })).toEqual({
    added: 1,
    replaced: 0,
    kept: 2,
  });
  expect(await vault.get(reference("event sample: TOKEN"))).toBe("changed since");
  expect(await testHost.api.vault.import({ text, passphrase, replace: true })).toEqual({
    added: 0,
    replaced: 1,
    kept: 2,
  });
  expect(await vault.get(reference("event sample: TOKEN"))).toBe("token-value");
});

test("secrets that nothing refers to are counted, and removed after a day; strangers stay", async () => {
  await storeSecrets();
  const { store, clock, logger, vault } = testHost.host.createContext();
  const left = `secret_${"x".repeat(43)}`;
  for (const name of [left, `${left}.former.1`, "somebody-else"]) await vault.set(name, "left");
  expect(await testHost.api.vault.status()).toMatchObject({ secrets: 5, unused: 2 });
  const sweep = createSecretSweep({ store, clock, logger, vault });
  expect(await sweep.sweep()).toBe(0);
  await testHost.clock.advance(dayMs);
  expect(await sweep.sweep()).toBe(2);
  expect(await testHost.api.vault.status()).toMatchObject({ secrets: 4, unused: 1 });
});

test("deleting what has secrets deletes them: an event, a variable; and a server that is archived", async () => {
  await storeSecrets();
  await testHost.api.events.remove({ id: 1 });
  await testHost.api.servers.archive({ id: 1 });
  const shared = await testHost.api.variables.get({ key: "shared" });
  await testHost.api.variables.remove({ key: "shared", version: shared.version });
  expect(await testHost.host.createContext().vault.references()).toEqual([]);
});

test("no answer shows a secret", async () => {
  await storeSecrets();
  const { api } = testHost;
  const answers = [
    await api.events.get({ id: 1 }),
    await api.events.versions({ id: 1 }),
    await api.events.version({ id: 1, version: 1 }),
    await api.events.payload({ id: 1 }),
    await api.servers.list(),
    await api.servers.get({ id: 1 }),
    await api.variables.list({}),
    await api.variables.get({ key: "shared" }),
    await api.definitions.exportDefinition(),
    await api.vault.status(),
    await api.system.status(),
    await api.system.doctor(),
  ];
  const text = JSON.stringify(answers);
  for (const value of ["token-value", "shared-value", "password-value"]) expect(text).not.toContain(value);
});

test("what is done about the vault is in the audit, without what is in it", async () => {
  await storeSecrets();
  await testHost.api.vault.changePassphrase({ next: passphrase });
  const { text } = await testHost.api.vault.export({ passphrase });
  await testHost.api.vault.import({ text, passphrase, replace: true });
  const rows = await testHost.host
    .createContext()
    .store.read.selectFrom("audit")
    .selectAll()
    .where("action", "like", "vault.%")
    .execute();
  expect(rows.map(({ action }) => action)).toEqual(["vault.change_passphrase", "vault.export", "vault.import"]);
  expect(JSON.stringify(rows)).not.toContain(passphrase);
});
