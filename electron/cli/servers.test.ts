import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createCommandWorld } from "../testing/command-world.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it("servers are imported, shown with whence their options come, archived with their secret, and restored", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-servers-"));
  folders.push(folder);
  const world = createCommandWorld({ dataDirectory: folder, environment: { PASSWORD: "open sesame" } });
  writeFileSync(
    join(folder, "config"),
    "Host web gate\n  HostName %h.invalid\n  User me\n  IdentityFile none\nHost web\n  ProxyJump gate\n",
  );
  writeFileSync(join(folder, "known"), "");
  const from = ["--config", "config", "--known-hosts", "known"];
  expect((await world.run("server", "import", ...from, "--dry-run")).text).toMatch(
    /^web +new +me@web.invalid:22 +gate +SSH agent/m,
  );
  expect(await world.json("server", "list")).toEqual([]);
  expect((await world.run("server", "import", ...from, "--yes")).text).toBe("Imported gate.\nImported web.\n");
  expect((await world.run("server", "import", ...from, "--yes")).text).toContain("Nothing is new.");

  writeFileSync(
    join(folder, "a.yaml"),
    "version: 1\ngroups:\n  - { name: far, options: { idle: 7m } }\nservers:\n" +
      "  - { name: web, address: web.invalid, username: me, auth: { passwordEnv: PASSWORD }, groups: [far], options: { jump: gate } }\n",
  );
  expect(await world.run("apply", "a.yaml")).toMatchObject({ status: 0 });
  const shown = (await world.run("server", "show", "web")).text;
  expect(shown).toMatch(/jump +gate \(its own\)/);
  expect(shown).toMatch(/idleMs +7m \(group far\)/);
  expect(shown).toMatch(/channels +5 \(usual\)/);

  expect(await world.run("server", "archive", "gate", "--yes")).toMatchObject({ status: 0 });
  expect(await world.json("server", "archive", "web", "--yes")).toMatchObject({ impact: { losesSecret: true } });
  expect((await world.run("server", "restore", "web", "--password-env", "PASSWORD")).status).not.toBe(0);
  expect(await world.run("server", "restore", "gate")).toMatchObject({ status: 0 });
  expect(await world.run("server", "restore", "web", "--password-env", "PASSWORD")).toMatchObject({ status: 0 });
  expect(await world.json("server", "list")).toMatchObject([
    { name: "gate", authenticationKind: "agent" },
    { name: "web", authenticationKind: "password" },
  ]);
});

it("what leads to a chosen server is imported with it, no agent is asked against the files, and remarks are told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-servers-"));
  folders.push(folder);
  const world = createCommandWorld({ dataDirectory: folder });
  const hosts =
    "Host deep\n  ProxyJump hop1,admin@hop2:2200,hop3.example.org\nHost hop1 six bad\nHost six\n" +
    "  ProxyJump ssh://bob@[2001:db8::1]:2222\nHost bad\n  ProxyJump a@b@c:::\n" +
    "Host alone\n  IdentityAgent none\nHost behind\n  ProxyJump alone\nnonsense here\nHost *\n  IdentityFile none\n";
  writeFileSync(join(folder, "config"), hosts);
  writeFileSync(join(folder, "known"), "");
  const from = ["--config", "config", "--known-hosts", "known"];
  const preview = (await world.run("server", "import", ...from, "--dry-run")).text;
  expect(preview).toMatch(/^six +new +\S+ +ipv6-2001-db8--1 /m);
  expect(preview).toMatch(/^ipv6-2001-db8--1 +new +bob@2001:db8::1:2222 /m);
  expect(preview).toMatch(/^bad +cannot .*it is reached through a@b@c:::, which cannot be imported/m);
  expect(preview).toMatch(/^alone +cannot +\S+ +– +none .*nothing to log in with/m);
  expect(preview).toMatch(/^behind +cannot .*it is reached through alone, which cannot be imported/m);

  const deep = await world.run("server", "import", "deep", ...from, "--yes");
  expect(deep.text).toBe("Imported hop1.\nImported hop2.\nImported hop3.example.org.\nImported deep.\n");
  expect(deep.stderr).toContain("hop2: named by the way to deep");
  expect(deep.stderr).toMatch(/^Not taken: .*config: not understood: line 12$/m);
  const rest = await world.run("server", "import", ...from, "--yes");
  expect(rest).toMatchObject({ status: 0, text: "Imported ipv6-2001-db8--1.\nImported six.\n" });
});

it("a server is edited in what is given alone, with its secret from the standard input, and never shown", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cronium-servers-"));
  folders.push(folder);
  const world = createCommandWorld({ dataDirectory: folder });
  const add = ["server", "add", "--address", "edit.invalid", "--username", "me", "--agent"];
  await world.run(...add, "gate");
  await world.run(...add, "web", "--group", "a", "--tag", "old", "--concurrency", "3");
  const edit = (...words: string[]) => world.run("server", "edit", "web", ...words);

  const wanted = ["--port", "2022", "--add-group", "b", "--no-tag", "--option", "idle=7m", "--jump", "gate"];
  const dry = await edit(...wanted, "--dry-run");
  expect(dry.text).toContain("port: 22 → 2022");
  expect(dry.text).toContain("Dry run");
  expect(await world.json("server", "list")).toMatchObject([{ name: "gate" }, { port: 22, tags: ["old"] }]);
  expect(await edit(...wanted)).toMatchObject({ status: 0 });
  expect(await world.json("server", "list")).toMatchObject([
    { name: "gate" },
    {
      name: "web",
      port: 2022,
      username: "me",
      groups: ["a", "b"],
      tags: [],
      concurrency: 3,
      options: { idleMs: 420_000, jump: "gate" },
    },
  ]);
  expect((await edit(...wanted)).text).toBe("Nothing to change: web is so already.\n");

  world.input = "open sesame\n";
  const secret = await edit("--password", "--option", "jump=", "--no-concurrency");
  expect(secret.text).toContain("auth: agent → password, a new one");
  expect(secret.text + secret.stderr).not.toContain("sesame");
  expect(await world.json("server", "show", "web")).toMatchObject({
    authenticationKind: "password",
    credential: { isStored: true },
    concurrency: null,
    options: { idleMs: 420_000 },
  });
  world.input = "";
  expect((await edit("--password")).status).toBe(2);
  expect((await world.run("server", "edit", "gate", "--agent", "--password-env", "HOME")).status).toBe(2);
  for (const contrary of [
    ["--key-file", "x", "--agent"],
    ["--certificate-file", "x", "--agent"],
    ["--certificate-file", "x", "--no-certificate"],
    ["--group", "c", "--no-group"],
    ["--no-tag", "--tag", "c"],
    ["--jump", "gate", "--no-jump"],
    ["--jump", "gate", "--option", "jump=straight"],
    ["--option", "idle=7m", "--option", "idle=8m"],
    ["--port", "22", "--port", "23"],
    ["--add-group", "x", "--remove-group", "X"],
    ["--group", "a", "--group", "b", "--remove-group", "b"],
  ]) {
    expect({ contrary, ...(await edit(...contrary)) }).toMatchObject({ contrary, status: 2, text: "" });
  }
  expect((await edit("--add-group", "A", "--add-group", "B")).text).toContain("Nothing to change");
  const refusals = [
    [["--option", "terminalIdle=0s"], "--option terminalIdle: at least 1m."],
    [["--option", "healthCheck=1s"], "--option healthCheck: at least 10s."],
    [["--option", "channels=101"], "--option channels: at most 100."],
    [["--group", ""], "--group: at least 1 character"],
    [
      ["--key-file", "none"],
      "there is no such file. Put it there or correct the path; it is taken relative to the folder you are in.",
    ],
    [["--password-env", "UNSET"], "UNSET is not set. Set it to the secret and try again; nothing was changed."],
  ] as const;
  for (const [words, told] of refusals) expect((await edit(...words)).stderr).toContain(told);
  const far = await edit("--agent", "--option", "agent=$NO_SUCH_SOCKET");
  expect(far.status).toBe(0);
  expect((await world.run("doctor")).text).toMatch(
    /server web .*NO_SUCH_SOCKET is not set\. Start Cronium .*`cronium server test web`\.$/m,
  );
  expect((await edit("--option", "agent=")).status).toBe(0);
  expect((await edit("--option", "idel=7m")).stderr).toContain("is no option");
  expect((await edit("--option", "idle=soon")).status).toBe(2);
  expect((await edit("--name", "gate")).stderr).toContain("There is a server named “gate” already");
  expect((await edit("--jump", "web")).stderr).toContain("The way to web leads in a circle: web → web");

  expect((await world.run("server", "group", "A", "--option", "keepalive=9s")).text).toContain(
    "options.keepalive: not set → 9s",
  );
  expect((await world.run("server", "show", "web")).text).toMatch(/keepaliveMs +9s \(group A\)/i);
  expect((await world.run("server", "forget", "web", "--yes")).text).toBe("No host key of web is accepted.\n");

  const expected = `SHA256:${"A".repeat(43)}`;
  expect((await edit("--host-key", expected)).text).toContain(`hostKey: not set → ${expected}`);
  expect((await edit("--host-key", expected)).text).toBe("Nothing to change: web is so already.\n");
  expect((await world.run("server", "show", "web")).text).toContain(`host key  expected ${expected}`);
  const other = `SHA256:${"B".repeat(43)}`;
  const trust = await world.run("server", "trust", "web", "--fingerprint", other);
  expect(trust.stderr).toContain(`web is expected to show ${expected}, not ${other}. Nothing was trusted.`);
  expect(trust.status).toBe(1);
  expect((await world.run("server", "forget", "web", "--yes")).text).toContain("Forgot the host key of web.");
  expect((await world.run("server", "show", "web")).text).toContain("host key  none accepted");
});
