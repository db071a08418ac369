import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { DefinitionInput } from "../../shared/definition.ts";
import { httpMethods } from "../../shared/http-request.ts";
import { openTestHost } from "../testing/open-test-host.ts";
import { readDefinition } from "./definition-file.ts";
import { definitionYaml } from "./export.ts";

const folder = mkdtempSync(join(tmpdir(), "cronium-round-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const megabyte = 1024 * 1024;
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const given = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
const size = fc.integer({ min: 16 * megabyte, max: 2 ** 33 });
const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", " ", ":", "#", "{{cronium.input.a}}", '"', "✓") });

const settings = fc
  .record({
    processors: optional(fc.constantFrom(0.5, 1, 8)),
    memoryBytes: optional(size),
    swapBytes: optional(fc.constantFrom(0, 5 * megabyte)),
    processes: optional(fc.constantFrom(64, 1_000)),
    openFiles: optional(fc.constantFrom(64, 10_000)),
    workspaceBytes: optional(size),
    temporaryBytes: optional(size),
    artifactBytes: optional(fc.constantFrom(0, 1_500)),
    seccomp: optional(fc.constantFrom("default" as const, "strict" as const)),
  })
  .map(given);
const files = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom("data.csv", "in/a b.bin", "in/c.txt"),
    data: fc
      .oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        text.map((written) => Buffer.from(written)),
      )
      .map((bytes) => bytes.toString("base64")),
  }),
  { selector: ({ path }) => path },
);
const field = fc.record({ name: fc.constantFrom("q", "x[]"), value: text });
const request = fc
  .record({
    method: fc.constantFrom(...httpMethods),
    url: fc.constantFrom("https://example.org/a?b={{cronium.input.b}}", "http://127.0.0.1:8080/"),
    headers: fc.array(fc.record({ name: fc.constantFrom("Accept", "x-one"), value: fc.constantFrom("", "a: b #") })),
    query: fc.array(field, { maxLength: 2 }),
    body: fc.oneof(
      fc.constant({ kind: "none" as const }),
      fc.record({ kind: fc.constant("json" as const), text }),
      fc.record({ kind: fc.constant("text" as const), contentType: fc.constant("text/csv"), text }),
      fc.record({ kind: fc.constant("form" as const), fields: fc.array(field, { maxLength: 2 }) }),
    ),
    authentication: fc.constantFrom(
      { kind: "none" as const },
      { kind: "bearer" as const, secret: "TOKEN" },
      { kind: "basic" as const, username: "me", secret: "TOKEN" },
    ),
    limits: fc.record({ connectMs: fc.integer({ min: 100, max: 3_600_000 }) }),
    allow: fc.subarray(["10.0.0.0/8", "wiki.internal", "::1"]),
    proxy: fc.constantFrom({ use: "environment" as const }, { use: "named" as const, url: "http://proxy:3128" }),
    mostAnswerBytes: fc.integer({ min: 1_000, max: 10 ** 9 }),
    success: fc.record({
      statuses: fc.subarray(["200-299", "404"], { minLength: 1 }),
      body: fc.array(
        fc.oneof(
          fc.record({ rule: fc.constant("contains" as const), text: fc.constantFrom("ok", "a: b") }),
          fc.record({
            rule: fc.constant("equals" as const),
            path: fc.constant("$.state"),
            value: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<never>,
          }),
        ),
        { maxLength: 3 },
      ),
    }),
    idempotencyKey: optional(fc.boolean()),
  })
  .map(given);
const script = { type: "BASH" as const, script: "true" };
const event = fc.oneof(
  fc.record({ settings, files }).map((own) => ({
    ...script,
    run: { on: "container" as const, settings: own.settings },
    files: own.files,
  })),
  request.map((own) => ({
    type: "HTTP_REQUEST" as const,
    run: { on: "this-computer" as const },
    request: own,
    environment: [{ key: "TOKEN", value: "not secret here" }],
  })),
);
const definition: fc.Arbitrary<DefinitionInput> = fc
  .array(event, { maxLength: 5 })
  .map((events) => ({ events: events.map((own, index) => ({ event: { ...own, name: `event ${String(index)}` } })) }));

it("a file brings requests, files and containers back as they were", async () => {
  await fc.assert(
    fc.asyncProperty(definition, async (wanted) => {
      const [here, elsewhere] = await Promise.all([
        openTestHost({ mode: "inspect" }),
        openTestHost({ mode: "inspect" }),
      ]);
      const fieldsOf = async ({ api }: typeof here) =>
        Promise.all((await api.events.list()).map(async ({ id }) => (await api.events.get({ id })).fields));
      try {
        await here.api.definitions.applyDefinition({ definition: wanted });
        const exported = await here.api.definitions.exportDefinition();
        writeFileSync(join(folder, "out.yaml"), definitionYaml(exported));
        const read = await readDefinition(["out.yaml"], { workingDirectory: folder, environment: {} });
        const again = await here.api.definitions.applyDefinition({ definition: read.definition, prune: true });
        expect(again.changes.filter(({ kind }) => kind !== "unchanged")).toEqual([]);
        await elsewhere.api.definitions.applyDefinition({ definition: read.definition, prune: true });
        expect(await fieldsOf(elsewhere)).toEqual(await fieldsOf(here));
      } finally {
        await here.close();
        await elsewhere.close();
      }
    }),
    { numRuns: 8 },
  );
}, 60_000);

it("reads a file as a person writes it", async () => {
  writeFileSync(join(folder, "table.csv"), "a;b\n");
  const yaml = `version: 1
events:
  - name: crunch
    type: PYTHON
    run: { on: container, memory: 512MB, processors: 2, network: outside, seccomp: strict }
    files: [{ path: table.csv, fromFile: ./table.csv }, { path: note.txt, text: hello }]
    script: pass
  - name: ping
    type: HTTP_REQUEST
    env: { TOKEN: { secretEnv: TOKEN } }
    request:
      url: https://example.org/health
      headers: { Accept: application/json }
      auth: { kind: bearer, secret: TOKEN }
      limits: { whole: 5s }
      mostAnswer: 1MB
`;
  const read = async (text: string) => {
    writeFileSync(join(folder, "hand.yaml"), text);
    return readDefinition(["hand.yaml"], { workingDirectory: folder, environment: { TOKEN: "s3cret-token" } });
  };
  const [crunch, ping] = (await read(yaml)).definition.events;
  expect(crunch?.event.run).toEqual({
    on: "container",
    network: "outside",
    settings: { memoryBytes: 512_000_000, processors: 2, seccomp: "strict" },
  });
  expect(crunch?.event.files.map(({ path, data }) => [path, atob(data)])).toEqual([
    ["table.csv", "a;b\n"],
    ["note.txt", "hello"],
  ]);
  expect(ping?.event).toMatchObject({
    run: { on: "this-computer" },
    script: "",
    request: {
      method: "GET",
      headers: [{ name: "Accept", value: "application/json" }],
      limits: { wholeMs: 5_000, connectMs: 10_000 },
      mostAnswerBytes: 1_000_000,
    },
  });
  const complaint = async (text: string) => read(text).then(String, (error: unknown) => String(error));
  expect(await complaint(yaml.replace("secret: TOKEN", "secret: OTHER"))).toMatch(
    /hand\.yaml:14:\d+.*no variable OTHER/,
  );
  expect(await complaint(yaml.replace("    script: pass\n", ""))).toMatch(/hand\.yaml:3:\d+.*the script is empty/);
  expect(await complaint(yaml.replace("512MB", "1MB"))).toMatch(/hand\.yaml:5:.*at least 16 MiB/);
  expect(await complaint(yaml.replace("https://example.org", "ftp://example.org"))).toMatch(/http:\/\/ or https:\/\//);
});
