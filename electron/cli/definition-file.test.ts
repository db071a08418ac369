import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readDefinition } from "./definition-file.ts";

const folder = mkdtempSync(join(tmpdir(), "cronium-files-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const read = (paths: string[], environment: NodeJS.ProcessEnv = {}) =>
  readDefinition(paths, { workingDirectory: folder, environment });

const event = (lines: string): string =>
  `version: 1\nevents:\n  - name: a\n    type: BASH\n    run: { on: this-computer }\n    script: echo\n${lines}`;

it("reads every part of the format", async () => {
  file("key", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n");
  const path = file(
    "whole.yaml",
    `version: 1
servers:
  - name: web-1
    address: 10.0.0.1
    username: deploy
    auth: { privateKeyFile: ./key, passphraseEnv: PHRASE }
    hostKey: SHA256:${"a".repeat(43)}
    groups: [web]
variables:
  REGION: eu
  LIMIT: 3
events:
  - name: nightly
    description: Backs up
    type: BASH
    status: ACTIVE
    tags: [backup]
    run: { on: servers, servers: [web-1], groups: [web] }
    schedule:
      cron: "30 2 * * *"
      timezone: Europe/Berlin
      missed: all
      missedWindow: 2h
      missedCap: 3
      overlap: queue
      jitter: 5s
    timeout: 10m
    retries: { max: 2, delay: 5s, factor: 3 }
    onUnknown: retry
    priority: HIGH
    env: { MODE: full, COUNT: 3, TOKEN: { secretEnv: BACKUP_TOKEN } }
    script: |
      echo hi
  - name: later
    type: PYTHON
    run: { on: container, image: "python:3", network: outside }
    schedule: { once: 2026-12-01T08:00:00, timezone: Europe/Berlin }
    script: print(1)
  - name: pulse
    type: NODEJS
    run: { on: this-computer }
    schedule: { every: 45m, anchor: 2026-01-01T00:00:00Z }
    script: ""
`.replace('script: ""', "script: x"),
  );
  const { definition } = await read([path], { PHRASE: "open sesame", BACKUP_TOKEN: "t0ken" });
  expect(definition).toMatchObject({
    servers: [
      {
        name: "web-1",
        port: 22,
        authentication: { kind: "key", passphrase: "open sesame", privateKey: expect.stringContaining("OPENSSH") },
      },
    ],
    variables: { REGION: { value: "eu" }, LIMIT: { value: 3 } },
    events: [
      {
        serverNames: ["web-1"],
        keepStatus: false,
        event: {
          run: { on: "servers", serverIds: [], groups: ["web"] },
          schedule: { kind: "cron", missedWindowMs: 7_200_000, missedCap: 3, overlap: "queue", jitterMs: 5_000 },
          timeoutMs: 600_000,
          retries: { max: 2, delayMs: 5_000, factor: 3 },
          environment: [
            { key: "MODE", value: "full" },
            { key: "COUNT", value: "3" },
            { key: "TOKEN", secret: "t0ken" },
          ],
          script: "echo hi\n",
        },
      },
      { keepStatus: true, event: { schedule: { kind: "once", atMs: Date.UTC(2026, 11, 1, 7) } } },
      { event: { schedule: { kind: "interval", everyMs: 2_700_000, anchorMs: Date.UTC(2026, 0, 1) } } },
    ],
  });
});

it.each([
  [
    "a container's key on this computer",
    "version: 1\nevents:\n  - { name: a, type: BASH, script: x, run: { on: this-computer, memory: 1GB } }\n",
    "x.yaml:3:65: “memory” does not go with what stands beside it: it belongs to “on: container” only",
  ],
  ["an unknown key", event("    retires: { max: 1 }\n"), "x.yaml:7:5: unknown key “retires”. Did you mean retries?"],
  [
    "an unknown key deep down",
    event("    schedule: { cron: '* * * * *', timezon: UTC }\n"),
    "x.yaml:7:36: unknown key “timezon”. Did you mean timezone?",
  ],
  [
    "an impossible date",
    event('    schedule: { cron: "0 0 31 2 *" }\n'),
    'x.yaml:7:17: day of month: "31" never comes in February',
  ],
  [
    "an unknown zone",
    event("    schedule: { every: 5m, timezone: Europe/Berln }\n"),
    'x.yaml:7:28: There is no time zone "Europe/Berln"',
  ],
  ["a wrong duration", event("    timeout: 10x\n"), 'x.yaml:7:5: events.0.timeout: "10x" is not a duration'],
  ["a timeout too short", event("    timeout: 5ms\n"), "x.yaml:7:5: a timeout is at least 1s"],
  [
    "two kinds of schedule",
    event("    schedule: { every: 5m, cron: '* * * * *' }\n"),
    "x.yaml:7:5: events.0.schedule: give exactly one of cron, every and once",
  ],
  [
    "what is missing",
    "version: 1\nevents:\n  - { name: a, type: BASH, run: { on: this-computer } }\n",
    "x.yaml:3:5: the script is empty",
  ],
  [
    "a wrong word",
    event("    schedule: { every: 5m, missed: lates }\n"),
    "x.yaml:7:28: events.0.schedule.missed: choose one of none, latest, all. Did you mean latest?",
  ],
  ["a duration too long", event("    schedule: { every: 5m, jitter: 10d }\n"), "x.yaml:7:28: jitter: at most 1d"],
  ["a wrong kind of value", event("    tags: night\n"), "x.yaml:7:5: events.0.tags: this must be a list"],
  [
    "what unfolds without bounds",
    `version: 1\nvariables:\n  a0: &a0 [x]\n${Array.from({ length: 9 }, (_, index) => `  a${String(index + 1)}: &a${String(index + 1)} [${Array.from({ length: 9 }, () => `*a${String(index)}`).join(", ")}]\n`).join("")}`,
    "x.yaml:1:1: its aliases (*name) unfold to too much",
  ],
  ["what is nested without bounds", `version: 1\nvariables: { a: ${"[".repeat(20_000)}\n`, ": it is nested too deep"],
  ["another version", "version: 2\n", "x.yaml:1:1: version: this program reads version 1"],
  ["broken YAML", "version: 1\nevents: [\n", "x.yaml:3:1: "],
  ["a key twice", "version: 1\nversion: 1\n", "x.yaml:2:1: Map keys must be unique"],
  ["workflows", "version: 1\nworkflows:\n  - name: release\n", "x.yaml:2:1: this version has no workflows yet"],
  [
    "a type for later",
    "version: 1\nevents:\n  - { name: a, type: TOOL_ACTION, url: x }\n",
    "x.yaml:3:16: this version does not run TOOL_ACTION events",
  ],
  [
    "an unset secret",
    event("    env: { TOKEN: { secretEnv: UNSET } }\n"),
    "x.yaml:7:12: the environment variable UNSET is not set",
  ],
  [
    "a missing key file",
    "version: 1\nservers:\n  - { name: a, address: b, username: c, auth: { privateKeyFile: ./gone } }\n",
    "x.yaml:3:49: the private key ",
  ],
  [
    "an event twice",
    `${event("")}  - { name: A, type: BASH, run: { on: this-computer }, script: x }\n`,
    "x.yaml:7:7: the event “A” is defined twice",
  ],
])("says where it found %s", async (_what, text, start) => {
  await expect(read([file("x.yaml", text)])).rejects.toThrow(start);
});

it("merges files, and refuses what two of them define", async () => {
  const first = file("one.yaml", "version: 1\nvariables: { A: 1 }\n");
  const second = file("two.json", '{"version":1,"variables":{"B":[1,{"c":null}]},"workflows":[]}');
  expect((await read([first, second])).definition.variables).toEqual({
    A: { value: 1 },
    B: { value: [1, { c: null }] },
  });
  const third = file("three.yaml", "version: 1\nvariables:\n  A: 2\n");
  await expect(read([first, third])).rejects.toThrow("three.yaml:3:3: the variable “A” is defined twice");
});

it("names the place of what only the core can judge, in the right file", async () => {
  const first = file("one.yaml", event(""));
  const second = file("two.yaml", event("").replace("name: a", "name: b"));
  const { locate } = await read([first, second]);
  expect(locate("events.1.event.run.servers")).toBe("two.yaml:5:5");
  expect(locate("events.0.timeoutMs")).toBe("one.yaml:3:5");
  expect(locate("somewhere")).toBeUndefined();
});

it("refuses what is no text in one short line, and names key and rule of what is wrong", async () => {
  writeFileSync(join(folder, "program"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]));
  await expect(read(["program"])).rejects.toThrow(/^program is no text/);
  const long = await read([file("long.yaml", "a".repeat(80_000))]).catch((error: unknown) => error);
  expect((long as Error).message.length).toBeLessThan(1_000);
  const key = read([file("key.yaml", event('    env: { "A=B": x }\n'))]);
  await expect(key).rejects.toThrow(/events\.0\.env: “A=B” cannot be a key: a variable name has letters/);
  await expect(read([file("tag.yaml", event('    tags: [good, "a\\tb"]\n'))])).rejects.toThrow(/tags: it has control/);
  await expect(read([file("tag2.yaml", event('    tags: [""]\n'))])).rejects.toThrow(/tags: at least 1 character/);
  await expect(read([file("turned.yaml", event('    tags: ["a\\u202eb"]\n'))])).rejects.toThrow(/turn the direction/);
  await expect(read([file("size.yaml", event("    logLimit: 99999999TB\n"))])).rejects.toThrow(/is too large/);
});
