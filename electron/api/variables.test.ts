import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { variableFormats } from "../../shared/variable.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
let api: TestHost["api"]["variables"];
beforeAll(async () => {
  host = await openTestHost();
  api = host.api.variables;
});
afterAll(() => host.close());
beforeEach(async () => {
  for (const { key } of (await api.list()).variables) await api.remove({ key });
});

describe("variables", () => {
  it("are made, found, changed by version and removed", async () => {
    await api.create({ key: "REGION", value: "eu", description: "Where it runs" });
    await api.create({ key: "LIMITS", value: { max: 3 } });
    await expect(api.create({ key: "REGION", value: 1 })).rejects.toMatchObject({ cause: { code: "conflict" } });
    const { variables, total } = await api.list({ search: "where" });
    expect(total).toBe(1);
    expect(variables).toMatchObject([
      { key: "REGION", kind: "text", bytes: 4, preview: '"eu"', version: 1, updatedBy: { kind: "user" } },
    ]);
    expect(await api.update({ key: "REGION", version: 1, value: "us" })).toEqual({ key: "REGION", version: 2 });
    const late = api.update({ key: "REGION", version: 1, description: "late" });
    await expect(late).rejects.toThrow("is at version 2");
    expect(await api.get({ key: "REGION" })).toMatchObject({ text: '"us"', description: "Where it runs" });
    await api.remove({ key: "REGION", version: 2 });
    await expect(api.get({ key: "REGION" })).rejects.toThrow("There is no variable REGION");
    await expect(api.remove({ key: "REGION" })).rejects.toThrow("There is no variable REGION");
  });

  it.each(["", "1A", "a b", "é", "x".repeat(256), "__proto__"])("have no key like %j", async (key) => {
    await expect(api.create({ key, value: 1 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("never show a secret", async () => {
    await api.create({ key: "TOKEN", value: "hunter2-and-more", secret: true });
    await api.update({ key: "TOKEN", version: 1, description: "of the shop" });
    await expect(api.update({ key: "TOKEN", version: 2, secret: false })).rejects.toThrow("stays hidden");
    await expect(api.read({ key: "TOKEN" })).rejects.toThrow("never shown again");
    const shown = [await api.list(), await api.get({ key: "TOKEN" }), await host.api.definitions.exportDefinition()];
    for (const format of variableFormats) shown.push((await api.export({ format })) as never);
    expect(JSON.stringify(shown)).not.toContain("hunter2");
    expect(await host.host.createContext().variables.get("TOKEN")).toMatchObject({ value: "hunter2-and-more" });
  });

  it("are read in parts when they are long", async () => {
    const value = "😀é".repeat(200_000);
    await api.create({ key: "LONG", value });
    expect((await api.get({ key: "LONG" })).text).toBeUndefined();
    let whole = "";
    for (let from: number | undefined = 0; from !== undefined;) {
      const part: Awaited<ReturnType<typeof api.read>> = await api.read({ key: "LONG", from, length: 99_999 });
      expect(part.text.isWellFormed()).toBe(true);
      whole += part.text;
      from = part.next;
    }
    expect(JSON.parse(whole)).toBe(value);
  });

  it("tell who uses them, and who mentions them only", async () => {
    await api.create({ key: "COUNT.er", value: 1 });
    const reader = await host.api.events.create(sampleEvent({ name: "reader", script: "cronium get COUNT.er" }));
    await host.api.events.create(sampleEvent({ name: "mentions", script: "echo $(get_variable COUNT.er)" }));
    await host.api.events.create(sampleEvent({ name: "another", script: "get COUNT.ers MY_COUNT.er COUNTxer" }));
    const { variables } = host.host.createContext();
    const { jobId } = await host.api.events.run({ id: reader.id });
    for (let times = 0; times < 3; times += 1) variables.noteUse("COUNT.er", reader.id, "read", jobId);
    variables.noteUse("COUNT.er", reader.id, "write", "job_removed");
    variables.noteUse("COUNT.er", 9_999, "read", "job_of_no_event");
    await variables.increment("COUNT.er", 1, { by: `event ${reader.id}` });
    expect((await api.usage({ key: "COUNT.er" })).uses).toEqual([]);
    await host.clock.advance(5_000);
    const usage = await api.usage({ key: "COUNT.er" });
    expect(usage.uses).toMatchObject([
      { eventName: "reader", kind: "read", count: 3, lastJobId: jobId },
      { eventName: "reader", kind: "write", count: 1, lastJobId: undefined },
    ]);
    expect(usage.mentions.map(({ eventName }) => eventName)).toEqual(["mentions"]);
    expect(await api.get({ key: "COUNT.er" })).toMatchObject({
      ...{ readers: 1, writers: 1, text: "2" },
      updatedBy: { kind: "event", eventId: reader.id, name: "reader" },
    });
  });
});

describe("uses", () => {
  it("of one event are kept up to a number, the newest", async () => {
    const { id } = await host.api.events.create(sampleEvent({ name: "scanner" }));
    const { variables, store } = host.host.createContext();
    for (let index = 0; index < 2_500; index += 1) {
      if (index === 2_499) await host.clock.advance(10_000);
      variables.noteUse(`unknown-${String(index)}`, id, "read", "job_scanning");
    }
    await host.clock.advance(10_000);
    const kept = await store.read.selectFrom("variable_uses").selectAll().where("event_id", "=", id).execute();
    expect(kept).toHaveLength(2_000);
    expect(kept.map(({ key }) => key)).toContain("unknown-2499");
  });
});

describe("a file of variables", () => {
  const entry = fc.record({
    value: fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        "5",
        "true",
        " padded ",
        'a "quoted" \\ text',
        "two\nlines\r\n#not",
        "$HOME `x`",
        "a # b",
        "=1+1",
      ),
      fc.jsonValue(),
    ),
    description: fc.constantFrom("", "One, two", 'With "quotes"\nand a line'),
  });

  it.each(variableFormats)("in %s brings back what it was made of", async (format) => {
    const all = fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.:-]{0,8}$/), entry, { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(all, async (entries) => {
        for (const [key, { value, description }] of Object.entries(entries)) {
          await api.create({ key, value: value as never, description });
        }
        const { text } = await api.export({ format });
        const again = await api.import({ format, text, typed: true, dryRun: true });
        expect(again.lines.map(({ change }) => change)).toEqual(Object.keys(entries).map(() => "unchanged"));
        const before = await Promise.all((await api.list()).variables.map(({ key }) => api.get({ key })));
        for (const key of Object.keys(entries)) await api.remove({ key });
        await api.import({ format, text, typed: true });
        const after = await Promise.all((await api.list()).variables.map(({ key }) => api.get({ key })));
        const essence = (list: typeof before) =>
          list.map((one) => [one.key, one.text, format === "env" || one.description]);
        expect(essence(after)).toEqual(essence(before));
        for (const key of Object.keys(entries)) await api.remove({ key });
      }),
      { numRuns: 30 },
    );
  });

  it.each(["csv", "env"] as const)("in %s may have texts of many megabytes", async (format) => {
    const value = "x,".repeat(5_900_000);
    await api.create({ key: "A", value });
    const { text } = await api.export({ format });
    const { lines } = await api.import({ format, text, typed: true, dryRun: true });
    expect(lines).toMatchObject([{ key: "A", change: "unchanged" }]);
  });

  it("in env has nothing that a shell would run, whatever a script has put into it", async () => {
    const value = { $a: ["$(touch run)", "`touch run`", 'a "quoted\\" $(touch run)'] };
    await api.create({ key: "A", value });
    const { text } = await api.export({ format: "env" });
    expect(text).not.toMatch(/[$`]/);
    await api.remove({ key: "A" });
    await api.import({ format: "env", text, typed: true });
    expect((await api.get({ key: "A" })).text).toBe(JSON.stringify(value));
  });

  it("says what it would change, and changes it all or not at all", async () => {
    await api.create({ key: "A", value: "one" });
    await api.create({ key: "S", value: "hidden-value", secret: true });
    const text = "A=two\nexport B=5 # a comment\nC='it''s'\n";
    await expect(api.import({ format: "env", text })).rejects.toThrow("line 3: something follows its closing quote");
    const good = 'A=two\n\n# words\nexport B=5 # a comment\nS="new-hidden"\n';
    const preview = await api.import({ format: "env", text: good, dryRun: true });
    expect(preview).toEqual({
      applied: false,
      lines: [
        { key: "A", change: "update", from: '"one"', to: '"two"' },
        { key: "B", change: "create", from: undefined, to: '"5"' },
        { key: "S", change: "update", from: undefined, to: undefined },
      ],
    });
    expect((await api.get({ key: "A" })).text).toBe('"one"');
    expect((await api.import({ format: "env", text: good, typed: true })).applied).toBe(true);
    expect((await api.get({ key: "B" })).text).toBe("5");
    expect(await api.get({ key: "S" })).toMatchObject({ isSecret: true, version: 2 });
  });

  it("leaves secrets it has no value of as they are", async () => {
    await api.create({ key: "S", value: "hidden-value", secret: true });
    for (const format of ["json", "csv"] as const) {
      const { text } = await api.export({ format });
      expect(await api.import({ format, text })).toEqual({
        applied: false,
        lines: [{ key: "S", change: "kept", from: undefined, to: undefined }],
      });
    }
    const { text } = await api.export({ format: "env" });
    expect(text).toMatch(/^# Import with .* --typed.*\n# S is a secret: its value is not exported\n$/);
    expect((await api.import({ format: "env", text })).lines).toEqual([]);
  });

  it.each([
    ["json", "[1]", "no object"],
    ["json", "{", "no JSON"],
    ["json", '{"a b": 1}', "a key has letters"],
    ["env", "KEY", "line 1: it has no KEY=value"],
    ["env", 'A=1\nKEY="never closed', "line 2: its quote is never closed"],
    ["env", "A=1\nA=2", "in the file twice"],
    ["csv", "name,value\na,b", "no column “name”"],
    ["csv", "key,value\na", "line 2: it has 1 values for 2 columns"],
    ["csv", 'key,value\na,"b"c', "line 2: a quote"],
    ["csv", "key,value,type\na,b,json", "line 2: its value is no JSON"],
    ["csv", "", "line 1: it names the columns"],
  ] as const)("in %s that says %j is refused: %s", async (format, text, complaint) => {
    await expect(api.import({ format, text })).rejects.toThrow(complaint);
    expect((await api.list()).total).toBe(0);
  });
});
