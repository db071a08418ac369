import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileJsonTemplate, compileTemplate, type TemplateValues } from "./compile-template.ts";
import { joinAddress, joinJson, joinLine, joinText } from "./join-parts.ts";

const values: TemplateValues = {
  input: { name: 'Zoë "Z" \n', count: 0, nothing: null, on: false, list: ["a", "b"], deep: { a: [{ b: 7 }] } },
  getVariables: { REGION: "eu", "a.b": 5 },
  event: { id: 4, name: "nightly" },
  env: { TOKEN: "hunter2" },
};
const text = (template: string, given = values): string => joinText(compileTemplate(template).fill(given));
const json = (template: string, given = values): unknown =>
  JSON.parse(joinJson(compileJsonTemplate(template).fill(given)));
const address = (template: string, input: unknown = {}): string =>
  joinAddress(compileTemplate(template).fill({ ...values, input })).url.href;

describe("names of the original", () => {
  it.each([
    ["{{cronium.input.count}} {{cronium.event.id}} {{cronium.event.name}}", "0 4 nightly"],
    ["{{cronium.getVariables.REGION}} {{cronium.getVariables.[a.b]}}", "eu 5"],
    [
      '{{get cronium.getVariables "a.b"}} {{get cronium.input "deep.a.0.b"}} {{get cronium.input "x" "none"}}',
      "5 7 none",
    ],
    ["{{#each cronium.input.list}}{{@index}}={{this}};{{/each}}", "0=a;1=b;"],
    ["{{#if cronium.input.on}}on{{else}}off{{/if}}", "off"],
    ['{{#ifEquals cronium.event.name "nightly"}}yes{{else}}no{{/ifEquals}}', "yes"],
    ["{{formatDuration 90000}} {{formatTime 0}} {{formatTime 0 'date'}}", "90s 1970-01-01T00:00:00.000Z 1970-01-01"],
    [
      "{{json cronium.input.deep}}|{{{json cronium.input.list}}}|{{cronium.input.deep}}",
      '{"a":[{"b":7}]}|["a","b"]|{"a":[{"b":7}]}',
    ],
    ["<{{cronium.input.nothing}}> {{cronium.env.TOKEN}} &<>", "<> hunter2 &<>"],
  ])("%s", (template, expected) => {
    expect(text(template)).toBe(expected);
  });

  it("finds the variables it speaks of, and no others", () => {
    const found = (template: string) => [...compileTemplate(template).variables];
    expect(
      found(
        '{{cronium.getVariables.A}}{{#if @root.cronium.getVariables.[b c]}}{{get cronium.getVariables "D" 1}}{{/if}}',
      ),
    ).toEqual(["A", "b c", "D"]);
    expect(() => found("{{#each cronium.getVariables}}{{this}}{{/each}}")).toThrow("name the variable");
    expect(() => found("{{#with cronium}}{{getVariables.X}}{{/with}}")).toThrow("cronium has input");
  });
});

describe("what templates may not do", () => {
  it.each([
    ["{{cronium.input.missing}}", "{{cronium.input.missing}}: there is no such value"],
    ["{{cronium.getVariables.GONE}}", "{{cronium.getVariables.GONE}}: there is no such value"],
    ["{{cronium.input.constructor}}", "no such value"],
    ["{{cronium.input.__proto__}}", "no such value"],
    ['{{lookup cronium.input "constructor"}}', "no such value"],
    ['{{get cronium.input "__proto__.polluted"}}', "no such value"],
    ["{{> other}}", "do not have"],
    ['{{log "x"}}', "no helper “log”"],
    ["{{#cronium.input}}x{{/cronium.input}}", "no helper"],
    ["{{cronium.input", "no template"],
    ["{{#if x}}", "no template"],
    ["{{foo 1}}", "no helper “foo”"],
    ["{{#if 1}}".repeat(31) + "{{/if}}".repeat(31), "too many parts"],
    ["{{cronium.event.id}}".repeat(5_001), "too many parts"],
    ["a\0b", "NUL"],
  ])("%s", (template, complaint) => {
    expect(() => text(template)).toThrow(complaint);
  });

  it("loops within loops end", () => {
    const list = Array.from({ length: 1_000 }, (_, index) => index);
    const template =
      "{{#each cronium.input}}{{#each ../cronium.input}}{{#each @root.cronium.input}}x{{/each}}{{/each}}{{/each}}";
    expect(() => text(template.replace("../", "@root."), { ...values, input: list })).toThrow("too many turns");
    // A value counts each time it is put in, however it is written.
    const input = { list: Array(50_000).fill(1), long: ["x".repeat(100_000)] };
    for (const value of ["@root.cronium.input.long", "@root.cronium.input.long.[0]", "json @root.cronium.input.long"]) {
      const repeated = `{{#each cronium.input.list}}{{${value}}}{{/each}}`;
      expect(() => text(repeated, { ...values, input })).toThrow("becomes too long");
    }
  });
});

describe("values stand for themselves", () => {
  const anything = fc.string({
    unit: fc.constantFrom(
      "a",
      '"',
      "\\",
      "{{",
      "}}",
      "\n",
      "/",
      "?",
      "&",
      "#",
      "%",
      "é",
      "💣",
      "\u0000",
      " ",
      ".",
      "<",
    ),
  });

  it("in JSON, within strings and outside of them", () => {
    fc.assert(
      fc.property(anything, fc.jsonValue({ maxDepth: 3 }), (word, value) => {
        const given = { ...values, input: { word, value } };
        expect(
          json(
            '{"a": "<{{cronium.input.word}}>", "b": {{cronium.input.value}}, "c": [{{cronium.input.word}}], "d": {"e": {{json cronium.input.value}}}}',
            given,
          ),
        ).toEqual(JSON.parse(JSON.stringify({ a: `<${word}>`, b: value, c: [word], d: { e: value } })));
        expect(json('{"{{cronium.input.word}}": 1, "q\\"{{cronium.input.word}}": 2}', given)).toEqual(
          Object.fromEntries([
            [word, 1],
            [`q"${word}`, 2],
          ]),
        );
      }),
    );
    expect(() => json("{ broken {{cronium.event.id}} }")).toThrow("no JSON");
    expect(json('{"a": {{{cronium.input}}}}', { ...values, input: "[1]" })).toEqual({ a: [1] });
  });

  it("in addresses: the computer is the one that is written there", () => {
    fc.assert(
      fc.property(anything, (word) => {
        let url: URL;
        try {
          url = new URL(
            address("https://example.org:8443/a/{{cronium.input}}/b?q={{cronium.input}}&r=1#{{cronium.input}}", word),
          );
        } catch (error) {
          expect(String(error)).toContain("another folder");
          expect(word).toMatch(/^\.{1,2}$/);
          return;
        }
        expect(url.origin).toBe("https://example.org:8443");
        expect(url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "a", word, "b"]);
        expect(url.searchParams.get("q")).toBe(word);
        expect(url.searchParams.get("r")).toBe("1");
      }),
    );
  });

  it("a value in the place of the computer is a name, and is told apart from one that is written", () => {
    const joined = (template: string, input: unknown) =>
      joinAddress(compileTemplate(template).fill({ ...values, input }));
    expect(joined("https://{{cronium.input}}.example.org/", "eu")).toMatchObject({ isNamed: false });
    expect(joined("https://example.org/{{cronium.input}}", "eu")).toMatchObject({ isNamed: true });
    expect(joined("{{cronium.input}}/x", "http://127.0.0.1:8080")).toMatchObject({ isNamed: false });
    for (const evil of ["evil.org/", "a@evil.org", "evil.org#", "evil.org:80\\", "[::1]"]) {
      expect(() => joined("https://{{cronium.input}}.example.org/", evil)).toThrow("no name of a computer");
    }
    expect(() => joined("https://example.org/a/{{{cronium.input}}}", ".\t./x")).toThrow("another folder");
    expect(() => joined("{{cronium.input}}/x", "file:///etc/passwd")).toThrow("no address");
    expect(() => joined("{{cronium.input}}/x", "http://a:b@c")).toThrow("user name");
  });

  it("in headers: no value begins another line", () => {
    expect(() => joinLine(compileTemplate("a {{cronium.input}}").fill({ ...values, input: "x\r\nEvil: 1" }))).toThrow(
      "line break",
    );
  });
});
