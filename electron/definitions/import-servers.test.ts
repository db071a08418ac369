import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";

const key = "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n";
const hostKey = `AAAAC3NzaC1lZDI1NTE5${"A".repeat(40)}`;
let host: TestHost;
let folder: string;
let paths: { config: string; knownHosts: string };

beforeEach(async () => {
  host = await openTestHost();
  folder = await mkdtemp(join(tmpdir(), "cronium-import-"));
  paths = { config: join(folder, "config"), knownHosts: join(folder, "known_hosts") };
  await writeFile(join(folder, "id"), key);
  await writeFile(paths.knownHosts, `web.example ssh-ed25519 ${hostKey}\n`);
  await writeFile(
    paths.config,
    `Host web
  HostName web.example
  User deploy
  IdentityFile ${folder}/id
  ProxyJump gate
  ConnectTimeout 7
Host gate
  HostName gate.example
  User deploy
  Port 2222
  IdentityFile ${folder}/missing
Host odd
  ProxyCommand nc %h %p
Match exec "true"
  User x
`,
  );
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

test("what the client's files say is shown before anything changes, then imported with the key and host key", async () => {
  const preview = await host.api.servers.importPreview(paths);
  expect(preview.candidates).toMatchObject([
    {
      name: "web",
      verdict: "new",
      address: "web.example",
      jump: "gate",
      keyFile: `${folder}/id`,
      isKeyEncrypted: false,
    },
    { name: "gate", verdict: "new", port: 2222, keyFile: undefined, hostKey: undefined },
    { name: "odd", verdict: "cannot", reasons: ["it is reached by a ProxyCommand, which is not taken over"] },
  ]);
  expect(preview.candidates[0]?.hostKey?.algorithm).toBe("ssh-ed25519");
  expect(preview.notTaken).toHaveLength(1);
  expect(await host.api.servers.list()).toEqual([]);

  const choice = { ...paths, readKeys: true, acceptHostKeys: true };
  const result = await host.api.servers.import({ ...choice, names: ["web", "gate", "odd"] });
  expect(result.imported.map(({ name }) => name)).toEqual(["gate", "web"]);
  expect(result.failed).toMatchObject([{ name: "odd" }]);
  const servers = await host.api.servers.list();
  expect(servers).toMatchObject([
    { name: "gate", authenticationKind: "agent", port: 2222 },
    {
      name: "web",
      authenticationKind: "key",
      options: { jump: "gate", connectTimeoutMs: 7_000 },
      pinned: { algorithm: "ssh-ed25519" },
    },
  ]);
  const again = await host.api.servers.importPreview(paths);
  expect(again.candidates.map(({ verdict }) => verdict)).toEqual(["same", "same", "cannot"]);
});

test("a server that differs is changed and keeps its credential; without consent no key and no host key is taken", async () => {
  const { id } = await host.api.servers.create({
    name: "WEB",
    address: "old.example",
    username: "deploy",
    authentication: { kind: "password", password: "kept" },
    groups: ["web"],
  });
  const preview = await host.api.servers.importPreview(paths);
  expect(preview.candidates[0]).toMatchObject({
    verdict: "different",
    reasons: ["address: old.example here, web.example there", "reached through: nothing here, gate there"],
  });
  const choice = { ...paths, readKeys: false, acceptHostKeys: false };
  await host.api.servers.import({ ...choice, names: ["gate", "web"] });
  const view = await host.api.servers.get({ id });
  expect(view).toMatchObject({ name: "WEB", address: "web.example", authenticationKind: "password", groups: ["web"] });
  expect(view.pinned).toBeUndefined();
  const failed = await host.api.servers.import({ ...choice, names: ["odd"] });
  expect(failed.imported).toEqual([]);
});

test("only a certificate that is named is taken, and what is not understood is told", async () => {
  const certificate = `ssh-ed25519-cert-v01@openssh.com ${"A".repeat(64)} me\n`;
  await writeFile(join(folder, "id-cert.pub"), certificate);
  await writeFile(paths.knownHosts, `# mine\n\nnonsense\nweb.example ssh-ed25519 ${hostKey}\n`);
  const config = (more: string): Promise<void> =>
    writeFile(paths.config, `Host web\n  IdentityFile ${folder}/id\n${more}\nHost broken\n  Port notanumber\n`);
  await config("this is garbage\n!!!");
  const plain = await host.api.servers.importPreview(paths);
  expect(plain.candidates).toMatchObject([
    { name: "web", keyFile: `${folder}/id`, certificateFile: undefined },
    { name: "broken", verdict: "cannot", reasons: ["Port notanumber is no port"], port: 22 },
  ]);
  expect(plain.notTaken).toEqual([
    `${paths.config}: not understood: lines 3, 4`,
    `${paths.knownHosts}: not understood: line 3`,
  ]);
  await config(`  CertificateFile ${folder}/id-cert.pub`);
  const { candidates } = await host.api.servers.importPreview(paths);
  expect(candidates[0]?.certificateFile).toBe(`${folder}/id-cert.pub`);
});

test("what leads to a server and is not imported with it is told, and a file that is not there is", async () => {
  const choice = { ...paths, readKeys: false, acceptHostKeys: false };
  const { failed } = await host.api.servers.import({ ...choice, names: ["web"] });
  expect(failed[0]?.message).toContain("no server “gate” that could lead to web");
  await expect(host.api.servers.importPreview({ config: join(folder, "none") })).rejects.toThrow("no configuration");
});

test("a way through several servers becomes servers that lead to each other, and one in a circle is told", async () => {
  await writeFile(
    paths.config,
    `Host deep
  ProxyJump ops@outer:2200,inner
  IdentityAgent ~/.agents/%r
  User deploy
Host inner
  HostName inner.example
  User deploy
Host short
  ProxyJump admin@inner
Host left
  ProxyJump right
Host right
  ProxyJump left
`,
  );
  const { candidates } = await host.api.servers.importPreview(paths);
  expect(candidates).toMatchObject([
    { name: "deep", verdict: "new", jump: "inner-via-outer", agent: "~/.agents/deploy" },
    { name: "inner", verdict: "new", jump: undefined },
    { name: "short", verdict: "new", jump: "inner-as-admin" },
    { name: "left", verdict: "cannot", reasons: ["the way to it leads in a circle: left → right → left"] },
    { name: "right", verdict: "cannot", reasons: ["the way to it leads in a circle: right → left → right"] },
    { name: "outer", username: "ops", port: 2200, jump: undefined, notes: ["named by the way to deep"] },
    { name: "inner-via-outer", address: "inner.example", username: "deploy", jump: "outer" },
    { name: "inner-as-admin", address: "inner.example", username: "admin", jump: undefined },
  ]);
  const names = ["deep", "outer", "inner-via-outer"];
  const choice = { ...paths, readKeys: false, acceptHostKeys: false, names };
  expect((await host.api.servers.import(choice)).imported.map(({ name }) => name)).toEqual([
    "outer",
    "inner-via-outer",
    "deep",
  ]);
  expect(await host.api.servers.list()).toMatchObject([
    { name: "deep", options: { jump: "inner-via-outer", agent: "~/.agents/deploy" } },
    { name: "inner-via-outer", options: { jump: "outer" } },
    { name: "outer", port: 2200 },
  ]);
  const again = await host.api.servers.importPreview(paths);
  expect(again.candidates.filter(({ name }) => names.includes(name)).every(({ verdict }) => verdict === "same")).toBe(
    true,
  );
});

test("a server that is to ask no agent is imported with its key or not at all", async () => {
  await writeFile(paths.config, `Host web\n  IdentityAgent none\n  IdentityFile ${folder}/id\n`);
  const { candidates } = await host.api.servers.importPreview(paths);
  expect(candidates).toMatchObject([{ verdict: "new", asksAgent: false, keyFile: `${folder}/id` }]);
  const choice = { ...paths, names: ["web"], acceptHostKeys: false };
  const { imported, failed } = await host.api.servers.import({ ...choice, readKeys: false });
  expect({ imported, failed }).toMatchObject({ imported: [], failed: [{ name: "web" }] });
  expect(failed[0]?.message).toContain("web asks no SSH agent (IdentityAgent none)");
  await host.api.servers.import({ ...choice, readKeys: true });
  expect(await host.api.servers.list()).toMatchObject([{ name: "web", authenticationKind: "key" }]);
});

test("a server on the way never takes the name of one that the configuration has", async () => {
  const hosts = "Host inner\n  User deploy\nHost inner-as-admin\n  User other\nHost deep\n  ProxyJump admin@inner\n";
  await writeFile(paths.config, hosts);
  const { candidates } = await host.api.servers.importPreview(paths);
  expect(candidates.map(({ name, username, jump }) => ({ name, username, jump }))).toMatchObject([
    { name: "inner", username: "deploy" },
    { name: "inner-as-admin", username: "other" },
    { name: "deep", jump: "inner-as-admin-on-the-way" },
    { name: "inner-as-admin-on-the-way", username: "admin" },
  ]);
});
