import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const definition = (more: string): string => `version: 1
servers:
  - { name: web-1, address: 127.0.0.1, username: me, auth: { agent: true }, groups: [web]${more} }
groups:
  - { name: web, concurrency: 3 }
events:
  - name: greet
    type: BASH
    run: { on: this-computer }
    concurrency: 2
    logLimit: 5MB
    retries: { max: 2, on: [nonzero_exit, connect_failed] }
    script: echo hello
`;

async function withFile(text: string): Promise<CommandWorld & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "cronium-limits-"));
  folders.push(folder);
  const world = Object.assign(createCommandWorld({ dataDirectory: folder, environment: {} }), { folder });
  writeFileSync(join(folder, "a.yaml"), text);
  expect(await world.run("apply", "a.yaml")).toMatchObject({ status: 0 });
  return world;
}

it("limits come from a file, are shown, exported, changed, and go when the file no longer has them", async () => {
  const world = await withFile(definition(", concurrency: 4"));
  expect((await world.run("event", "show", "greet")).text).toMatch(
    /retries +2, first after 5s, of nonzero_exit, connect_failed only\nat once +at most 2 jobs\nlog +at most 5MB of each run/,
  );
  expect(await world.json("server", "list")).toMatchObject([{ name: "web-1", concurrency: 4 }]);
  const exported = JSON.parse((await world.run("export", "--format", "json")).text) as Record<string, unknown>;
  expect(exported).toMatchObject({
    servers: [{ name: "web-1", concurrency: 4 }],
    groups: [{ name: "web", concurrency: 3 }],
    events: [{ concurrency: 2, logLimit: "5MB", retries: { on: ["nonzero_exit", "connect_failed"] } }],
  });
  expect((await world.run("apply", "a.yaml")).text).toBe("Nothing to change: 3 parts as described.\n");

  expect((await world.run("server", "limit", "web", "--group", "--at-once", "1")).text).toBe(
    "Group web: at most 1 at once.\n",
  );
  expect((await world.run("server", "limit", "WEB-1", "--none")).text).toBe("web-1: no limit any more.\n");
  expect((await world.run("server", "groups")).text).toMatch(/^web +1 +0 +web-1$/m);
  expect((await world.run("apply", "a.yaml")).text).toContain(
    "~ server web-1\n    concurrency: (none) → 4\n~ group web\n    concurrency: 1 → 3\n",
  );

  writeFileSync(
    join(world.folder, "b.yaml"),
    definition("")
      .replace(/groups:\n.*\n/, "")
      .replace(/ +(concurrency|logLimit|retries).*\n/g, ""),
  );
  expect((await world.run("apply", "b.yaml", "--prune")).text).toMatch(
    /concurrency: 4 → \(none\)[^]*retries\.max: 2 → 0[^]*retries\.on: nonzero_exit, connect_failed → \(none\)[^]*concurrency: 2 → \(none\)[^]*logLimit: 5MB → \(none\)[^]*- group web \(no limit any more\)/,
  );
  expect(await world.json("server", "groups")).toMatchObject([{ name: "web", concurrency: null }]);
});

it.each([
  ["concurrency: 2", "concurrency: 0", /a\.yaml:10:5: .*a limit is at least 1/],
  ["logLimit: 5MB", "logLimit: lots", /"lots" is no size; write 100KB, 5MB or 1GB/],
  ["connect_failed", "cancelled", /a\.yaml:12:43: .*choose one of nonzero_exit, /],
  ["[nonzero_exit, connect_failed]", "[]", /choose at least one failure/],
])("in a file, %s written as %s is told with its place", async (written, wrong, message) => {
  const world = await withFile(definition(""));
  writeFileSync(join(world.folder, "a.yaml"), definition("").replace(written, wrong));
  const { status, stderr } = await world.run("apply", "a.yaml");
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(message) as string });
});

it("a run under a key is queued once; ended jobs are queued again together, each once", async () => {
  const world = await withFile(definition(""));
  const first = await world.run("run", "greet", "--key", "k");
  const second = await world.run("run", "greet", "--key", "k");
  expect(second.text).toBe(first.text);
  expect(second.stderr).toContain("this is the job of then");
  for (const key of ["", "a\nb", "a\u202eb"]) {
    const refused = await world.run("run", "greet", "--key", key);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("--key: ") as string });
  }
  expect((await world.run("run", "greet", "--key", "k", "--input", "1")).stderr).toMatch(/Another request .*key/);
  await world.run("run", "greet");
  for (const { id } of (await world.json("job", "list")) as { id: string }[]) await world.run("job", "cancel", id);
  expect(await world.run("job", "retry", "--status", "queued")).toMatchObject({ status: 2 });
  expect(await world.run("job", "retry", "--status", "cancelled")).toMatchObject({ status: 2 });
  const again = ["job", "retry", "--status", "cancelled", "--event", "greet", "--since", "1h", "--yes"];
  expect((await world.run(...again)).text).toMatch(/^job_\w{12}\njob_\w{12}\nQueued 2 jobs again\.\n$/);
  expect((await world.run(...again)).text).toBe("Queued 0 jobs again. 2 had been before.\n");
  expect(await world.json("job", "list", "--status", "queued")).toHaveLength(2);
});
