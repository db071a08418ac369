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
