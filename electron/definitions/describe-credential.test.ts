import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost();
});
afterEach(() => host.close());

const privateKey = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "sec1", format: "pem" },
}).privateKey;

async function describe(authentication: Parameters<TestHost["api"]["servers"]["create"]>[0]["authentication"]) {
  const name = `s${String((await host.api.servers.list()).length)}`;
  const { id } = await host.api.servers.create({ name, address: "a", username: "b", authentication });
  return { id, view: await host.api.servers.credential({ id }) };
}

test("of a key its public part is told and nothing of the private one, also where it cannot be used", async () => {
  const { id, view } = await describe({ kind: "key", privateKey });
  expect(view).toMatchObject({ kind: "key", isStored: true, key: { algorithm: "ecdsa-sha2-nistp256" } });
  expect(view.key?.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(JSON.stringify(view)).not.toContain(privateKey.split("\n")[1] ?? "");
  const broken = await describe({ kind: "key", privateKey: privateKey.replace(/\n.{20}/, "\nAAAA") });
  expect(broken.view).toMatchObject({ isStored: true, problem: expect.stringContaining("cannot be used") as string });
  await host.api.servers.archive({ id });
  expect(await host.api.servers.credential({ id })).toEqual({ kind: "key", isStored: false });
});

test("of a certificate that makes no sense the reason is told, and of a password nothing", async () => {
  const certificate = "ssh-ed25519-cert-v01@openssh.com AAAA me";
  const { view } = await describe({ kind: "key", privateKey, certificate });
  expect(view.certificate?.problem).toBe("it is damaged");
  const { view: other } = await describe({ kind: "password", password: "open sesame" });
  expect(JSON.stringify(other)).not.toContain("sesame");
});
