import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { migrations } from "../../migrations/all.ts";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newWorld(environment: NodeJS.ProcessEnv = {}): CommandWorld & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "cronium-command-"));
  folders.push(folder);
  return Object.assign(createCommandWorld({ dataDirectory: folder, environment }), { folder });
}

const definition = `version: 1
events:
  - name: greet
    type: BASH
    status: ACTIVE
    run: { on: this-computer }
    schedule: { cron: "0 8 * * 1", timezone: Europe/Berlin }
    script: echo hello
`;

async function withEvent(): Promise<CommandWorld & { readonly folder: string }> {
  const world = newWorld();
  writeFileSync(join(world.folder, "greet.yaml"), definition);
  expect(await world.run("apply", "greet.yaml")).toMatchObject({ status: 0, stderr: "" });
  return world;
}

describe("usage", () => {
  it.each([
    [["strat"], "cronium: unknown command 'strat' (Did you mean start?)\n"],
    [
      ["start", "--port", "99999"],
      /^cronium: option '--port <n>' argument '99999' is invalid\. It must be a whole number from 0 to 65535\.\n$/,
    ],
    [["run"], "cronium: missing required argument 'event'\n"],
    [["next"], "cronium: Give exactly one of EVENT, --cron and --stdin.\n"],
    [["run", "x", "--input", "{"], /^cronium: --input is not JSON: .*\n$/],
    [["logs", "x", "--raw", "--json"], "cronium: --raw and --json cannot both be meant.\n"],
    [["event", "list", "--status", "busy"], "cronium: --status: “busy” is none of DRAFT, ACTIVE, PAUSED, ARCHIVED.\n"],
  ])("%j is wrong usage: status 2, one line, nothing on stdout", async (words, line) => {
    const { status, text, stderr } = await newWorld().run(...words);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ status, text }).toEqual({ status: 2, text: "" });
  });

  it("prints help and version on stdout with status 0", async () => {
    const help = await newWorld().run("--help");
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.text).toContain("Usage: cronium");
    expect(await newWorld().run("run", "--help")).toMatchObject({ status: 0 });
    expect((await newWorld().run("--version")).text).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("without a running host", () => {
  it("works on the data itself", async () => {
    const world = await withEvent();
    expect(await world.json("status")).toMatchObject({ running: false, dataDirectory: world.folder });
    expect(await world.json("event", "list")).toMatchObject([{ name: "greet", status: "ACTIVE" }]);
    expect((await world.run("event", "list")).text).toContain("at 08:00 every Monday (Europe/Berlin)");
    expect(await world.json("event", "pause", "GREET")).toMatchObject({ status: "PAUSED" });
    expect((await world.run("event", "show", "greet")).text).toContain("‖ paused");
    expect((await world.run("apply", "greet.yaml")).text).toContain(
      "~ event greet\n    status: PAUSED → ACTIVE\n1 changed.",
    );
    expect((await world.run("apply", "greet.yaml")).text).toBe("Nothing to change: 1 part as described.\n");
    expect((await world.run("export", "--format", "json")).text).toContain('"cron": "0 8 * * 1"');
  });

  it("queues a run and says what it waits for, and refuses to wait for nobody", async () => {
    const world = await withEvent();
    const waited = await world.run("run", "greet", "--wait");
    expect(waited).toMatchObject({ status: 1, text: "" });
    expect(waited.stderr).toMatch(/^cronium: Cronium is not running, so there is nothing to wait for\./);
    expect(await world.json("job", "list")).toEqual([]);
    const queued = await world.run("run", "greet");
    expect(queued.text).toMatch(/^job_\w{12}\n$/);
    expect(queued.stderr).toContain("the job starts once it does");
    const id = queued.text.trim();
    expect(await world.run("logs", id)).toMatchObject({ status: 0, text: "" });
    expect((await world.run("job", "cancel", id)).text).toBe(`Cancelled ${id}.\n`);
    expect((await world.run("job", "list")).text).toMatch(/⊘ cancelled/);
    const [again] = [(await world.run("job", "retry", id)).text.trim()];
    expect((await world.run("job", "show", again ?? "")).text).toMatch(/source +retry/);
  });

  it("names what is near when something is not there", async () => {
    const world = await withEvent();
    expect((await world.run("run", "gret")).stderr).toBe("cronium: There is no event “gret”. Did you mean greet?\n");
    expect((await world.run("server", "test", "web")).stderr).toBe(
      "cronium: There is no server “web”. List them with `cronium server list`.\n",
    );
    expect((await world.run("job", "show", "job_x")).status).toBe(1);
  });

  it("deletes only with consent", async () => {
    const world = await withEvent();
    expect(await world.run("event", "delete", "greet")).toMatchObject({ status: 2, text: "" });
    expect((await world.run("event", "delete", "greet", "--yes")).text).toBe("Deleted greet.\n");
    expect(await world.json("event", "list")).toEqual([]);
  });

  it("is examined by the doctor, who names the scheduler that does not run", async () => {
    const world = await withEvent();
    const { status, text } = await world.run("doctor");
    expect(status).toBe(1);
    expect(text).toMatch(
      /✗ problem +scheduler +is not running on this data directory\. Start it with `cronium start`\./,
    );
    expect(text).toMatch(/✓ ok +clock/);
    expect(text).toMatch(/✓ ok +database/);
  });

  it("says what is known of an instant without a ledger row", async () => {
    const world = await withEvent();
    expect((await world.run("why", "greet")).text).toBe("Nothing has been due in that time.\n");
    expect((await world.run("why", "greet", "--at", "2020-01-06T08:00:00")).text).toContain("exists only since");
    expect((await world.run("why", "greet", "--at", "2099-01-05T08:00:00")).text).toContain("is still to come");
    expect((await world.run("why", "greet", "--at", "2099-01-05T09:00:00")).text).toContain("is not due at");
    expect((await world.run("why", "greet", "--verify")).text).toMatch(
      /^Nothing has been due .*\n✓ 0 decisions checked/,
    );
    expect((await world.run("away")).text).toContain("Cronium has not been away");
    expect((await world.run("why", "greet", "--at", "noon")).stderr).toMatch(
      /^cronium: --at: "noon" is not a date and time/,
    );
  });
});

describe("db", () => {
  it("backs up, rolls back, migrates and restores while nobody else has the data", async () => {
    const world = await withEvent();
    expect((await world.run("db", "status")).text).toMatch(/1 +first tables/);
    const { path } = (await world.json("db", "backup")) as { path: string };
    expect((await world.run("db", "migrate")).text).toBe("Nothing is pending.\n");
    expect(await world.run("db", "rollback")).toMatchObject({ status: 2 });
    const newest = migrations.at(-1)?.name ?? "";
    const rolledBack = await world.run("db", "rollback", "--yes");
    expect(rolledBack.text.startsWith(`Rolled back ${newest}. The backup is `)).toBe(true);
    const behind = await world.run("db", "validate");
    expect(behind.status).toBe(1);
    expect(behind.text).toContain("1 changes pending: run `cronium db migrate`");
    expect((await world.run("db", "migrate")).text.startsWith(`Applied 1 change: ${newest}.`)).toBe(true);
    await world.run("event", "delete", "greet", "--yes");
    expect(await world.json("event", "list")).toEqual([]);
    expect((await world.run("db", "restore", path, "--yes")).text).toContain(`Restored ${path}.`);
    expect(await world.json("event", "list")).toMatchObject([{ name: "greet" }]);
    expect(readdirSync(join(world.folder, "backups")).length).toBeGreaterThan(1);
  });

  it("refuses what is no backup, and says when there is no database", async () => {
    const world = await withEvent();
    writeFileSync(join(world.folder, "noise.sqlite"), "not a database, but long enough to be looked at".repeat(50));
    const { status, stderr } = await world.run("db", "restore", "noise.sqlite", "--yes");
    expect(status).toBe(1);
    expect(stderr).toMatch(/noise\.sqlite is not an intact database/);
    expect(await world.json("event", "list")).toMatchObject([{ name: "greet" }]);
    expect((await newWorld().run("db", "status")).stderr).toMatch(
      /^cronium: There is no database .*made by the first start/,
    );
  });
});
