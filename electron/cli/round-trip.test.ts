import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { DefinitionInput } from "../../shared/definition.ts";
import {
  actionTriggers,
  eventStatuses,
  jobPriorities,
  missedPolicies,
  overlapPolicies,
  scriptTypes,
  windowEffects,
} from "../../shared/words.ts";
import { openTestHost, testStart, type TestHost } from "../testing/open-test-host.ts";
import { readDefinition } from "./definition-file.ts";
import { definitionYaml } from "./export.ts";

const folder = mkdtempSync(join(tmpdir(), "cronium-round-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._:#{}'"-]{0,20}[A-Za-z0-9]$/);
const durationMs = fc.integer({ min: 1_000, max: 86_400_000 });
const text = fc.string({
  unit: fc.constantFrom("a", "é", "\n", " ", "\t", ":", "#", "'", '"', "|", "-", "0", "✓", "$"),
});

const policies = {
  timezone: fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe"),
  missed: fc.constantFrom(...missedPolicies),
  missedWindowMs: durationMs,
  missedCap: fc.integer({ min: 1, max: 1_000 }),
  overlap: fc.constantFrom(...overlapPolicies),
  jitterMs: fc.integer({ min: 0, max: 86_400_000 }),
  startMs: fc.option(fc.integer({ min: 0, max: testStart })),
  endMs: fc.option(fc.integer({ min: testStart, max: 4e12 })),
  maxRuns: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
  resetRunsOnActivation: fc.boolean(),
  pauseAfterFailures: fc.option(fc.integer({ min: 1, max: 1_000 })),
};
const schedule = fc.oneof(
  fc.constant(null),
  fc.record({
    kind: fc.constant("cron" as const),
    cron: fc.constantFrom("* * * * *", "30 2 * * 1-5", "@hourly"),
    ...policies,
  }),
  fc.record({
    kind: fc.constant("interval" as const),
    everyMs: durationMs,
    anchorMs: fc.integer({ min: 0, max: testStart }),
    ...policies,
  }),
  // The file writes whole seconds or milliseconds.
  fc.record({ kind: fc.constant("once" as const), atMs: fc.integer({ min: 0, max: 4e12 }), ...policies }),
);
const run = fc.oneof(
  fc.constant({ on: "this-computer" as const }),
  fc.record({ on: fc.constant("container" as const), network: fc.constantFrom("none" as const, "outside" as const) }),
  fc.record({ on: fc.constant("container" as const), image: fc.constant("python:3.13") }),
  fc.record({
    on: fc.constant("servers" as const),
    serverIds: fc.constant<number[]>([]),
    groups: fc.uniqueArray(fc.constantFrom("web", "db"), { minLength: 1 }),
  }),
);
const event = fc.record({
  name,
  description: fc.string({ maxLength: 30 }),
  type: fc.constantFrom(...scriptTypes),
  status: fc.constantFrom(...eventStatuses),
  tags: fc.uniqueArray(fc.constantFrom("one", "two", "yes", "1.0"), { maxLength: 3 }),
  run,
  schedule,
  timeoutMs: durationMs,
  retries: fc.record({
    max: fc.integer({ min: 0, max: 10 }),
    delayMs: durationMs,
    factor: fc.constantFrom(1, 1.5, 2, 10),
  }),
  priority: fc.constantFrom(...jobPriorities),
  environment: fc
    .dictionary(fc.constantFrom("MODE", "A1", "_x", "on", "null"), text, { maxKeys: 4 })
    .map((entries) => Object.entries(entries).map(([key, value]) => ({ key, value }))),
  script: text.map((content) => `#${content}`),
});
const when = fc.constantFrom(...actionTriggers);
const action = fc.oneof(
  fc.record({ when, do: fc.constant("notify" as const) }),
  fc.record({
    when,
    do: fc.constant("call_url" as const),
    url: fc.constantFrom("https://example.org/a?b=c#d", "http://127.0.0.1:8080/"),
  }),
  fc.record({ when, do: fc.constant("run_event" as const), nth: fc.nat(3) }),
);
const label = fc.option(fc.constantFrom("Christmas", "a: b #c", "- x"), { nil: undefined });
const effect = fc.constantFrom(...windowEffects);
const calendarWindow = fc
  .oneof(
    fc.record({
      kind: fc.constant("weekly" as const),
      effect,
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.constantFrom("22:00", "00:00"),
      until: fc.constantFrom("06:30", "00:00"),
      label,
    }),
    fc.record({
      kind: fc.constant("dated" as const),
      effect,
      from: fc.constantFrom("2026-12-24", "2026-12-24T18:00"),
      until: fc.constantFrom("2026-12-26", "2026-12-31T23:59"),
      label,
    }),
    fc.record({
      kind: fc.constant("recurring" as const),
      effect,
      cron: fc.constantFrom("0 0 1 1 *", "@daily"),
      durationMs: fc.integer({ min: 60_000, max: 31 * 86_400_000 }),
      label,
    }),
  )
  .map(({ label: named, ...window }) => (named === undefined ? window : { ...window, label: named }));
const calendar = fc.record({
  calendar: fc.record({
    name,
    description: fc.string({ maxLength: 30 }),
    timezone: fc.constantFrom("UTC", "Europe/Berlin"),
    windows: fc.array(calendarWindow, { maxLength: 4 }),
  }),
  attach: fc.uniqueArray(
    fc.constantFrom(
      { kind: "everything" as const },
      { kind: "tag" as const, name: "yes" },
      { kind: "tag" as const, name: "one" },
    ),
  ),
});
const definition: fc.Arbitrary<DefinitionInput> = fc.record({
  calendars: fc.uniqueArray(calendar, { maxLength: 3, selector: ({ calendar: own }) => own.name.toLowerCase() }),
  servers: fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/),
      address: fc.constantFrom("127.0.0.1", "example.org"),
      username: fc.constant("deploy"),
      port: fc.integer({ min: 1, max: 65_535 }),
      authentication: fc.constant({ kind: "agent" as const }),
      groups: fc.uniqueArray(fc.constantFrom("web", "db")),
      hostKey: fc.constantFrom(`SHA256:${"a".repeat(43)}`, undefined),
    }),
    { maxLength: 3, selector: (server) => server.name },
  ),
  variables: fc.dictionary(
    fc.constantFrom("REGION", "N", "yes", "app:db.url"),
    fc.record(
      {
        value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom({ value: 1 }, { secretEnv: "A" }, ["b", "a"])),
        description: fc.constantFrom("", "Where: it # runs"),
      },
      { requiredKeys: ["value"] },
    ) as fc.Arbitrary<never>,
  ),
  events: fc.uniqueArray(event, { maxLength: 4, selector: ({ name: own }) => own.toLowerCase() }).chain((events) =>
    fc.array(fc.array(action, { maxLength: 3 }), { minLength: events.length, maxLength: events.length }).map((chosen) =>
      events.map((own, index) => {
        // Each may run those before it: no circle comes of that.
        const before = events.slice(0, index).map(({ name: other }) => other);
        const actions = (chosen[index] ?? []).flatMap((one) => {
          if (one.do !== "run_event") return one;
          const target = before[one.nth % Math.max(1, before.length)];
          return target === undefined ? [] : { when: one.when, do: one.do, event: target };
        });
        return { event: own, actions };
      }),
    ),
  ),
});

async function everything({ api, host }: TestHost): Promise<unknown> {
  const events = await Promise.all((await api.events.list()).map(({ id }) => api.events.get({ id })));
  const servers = await host.createContext().store.read.selectFrom("servers").selectAll().orderBy("name").execute();
  return {
    // Numbers of events differ from one computer to the other.
    events: events.map(({ fields, actions }) => ({
      ...fields,
      actions: actions.map(({ eventId: _id, ...rest }) => rest),
    })),
    servers: servers.map(
      ({ id: _id, created_at: _created, updated_at: _updated, checked_at: _checked, ...rest }) => rest,
    ),
    variables: (await api.definitions.exportDefinition()).variables,
    calendars: (await api.calendars.list()).map(
      ({ id: _id, version: _version, updatedAt: _updated, now: _now, next: _next, attachments, ...rest }) => ({
        ...rest,
        attachments: attachments.map((attachment) => JSON.stringify(attachment)).sort(),
      }),
    ),
  };
}

it("applying what was exported changes nothing, in YAML and in JSON, here and elsewhere", async () => {
  await fc.assert(
    fc.asyncProperty(definition, async (wanted) => {
      const [here, elsewhere] = await Promise.all([
        openTestHost({ mode: "inspect" }),
        openTestHost({ mode: "inspect" }),
      ]);
      try {
        await here.api.definitions.applyDefinition({ definition: wanted });
        const exported = await here.api.definitions.exportDefinition();
        writeFileSync(join(folder, "out.yaml"), definitionYaml(exported));
        writeFileSync(join(folder, "out.json"), JSON.stringify(exported));
        for (const path of ["out.yaml", "out.json"]) {
          const read = await readDefinition([path], { workingDirectory: folder, environment: {} });
          const again = await here.api.definitions.applyDefinition({ definition: read.definition, prune: true });
          expect(again.changes.filter(({ kind }) => kind !== "unchanged")).toEqual([]);
          await elsewhere.api.definitions.applyDefinition({ definition: read.definition, prune: true });
        }
        // Compared as it is stored: a part that the file's form forgot would be forgotten in both exports.
        expect(await everything(elsewhere)).toEqual(await everything(here));
      } finally {
        await here.close();
        await elsewhere.close();
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);

it("asks for the secrets an export leaves out, and changes nothing when they are the same", async () => {
  const host = await openTestHost({ mode: "inspect" });
  try {
    await host.api.definitions.applyDefinition({
      definition: {
        servers: [
          {
            name: "web-1",
            address: "127.0.0.1",
            username: "deploy",
            authentication: { kind: "key", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\n", passphrase: "sesame" },
          },
        ],
        events: [
          {
            event: {
              name: "back up",
              type: "BASH",
              run: { on: "this-computer" },
              environment: [{ key: "TOKEN", secret: "t0ken-value" }],
              script: "true",
            },
          },
        ],
      },
    });
    const yaml = definitionYaml(await host.api.definitions.exportDefinition());
    expect(yaml).not.toMatch(/sesame|t0ken-value|OPENSSH/);
    expect(yaml).toContain(
      "#   ./web-1.key, beside this file\n#   CRONIUM_SECRET_WEB_1_PASSPHRASE in the environment\n",
    );
    writeFileSync(join(folder, "secret.yaml"), yaml);
    writeFileSync(join(folder, "web-1.key"), "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    const environment = { CRONIUM_SECRET_WEB_1_PASSPHRASE: "sesame", CRONIUM_SECRET_BACK_UP_TOKEN: "t0ken-value" };
    const surroundings = { workingDirectory: folder, environment };
    const { definition: same } = await readDefinition(["secret.yaml"], surroundings);
    expect((await host.api.definitions.applyDefinition({ definition: same })).applied).toBe(false);
    await expect(readDefinition(["secret.yaml"], { ...surroundings, environment: {} })).rejects.toThrow("is not set");
  } finally {
    await host.close();
  }
});
