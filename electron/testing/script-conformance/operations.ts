import type { LongText, Step } from "./step.ts";

/** 5 MB of UTF-8. */
export const fiveMegabytes: LongText = { repeated: 327_680 };

/** What a careless library would lose. */
export const fewValues: readonly unknown[] = [null, false, 0, "", "ünï 日本語 🚀\n", { "": [null] }];

/** What goes to the program and back, each of these whole. */
export const manyValues: readonly unknown[] = [
  null,
  false,
  true,
  0,
  -1.5,
  9_007_199_254_740_991,
  "",
  " ",
  "null",
  "0",
  "two\nlines\n",
  "quotes ' \" \\ $HOME `id` %s",
  "ünï 日本語 🚀 \u0001",
  [],
  {},
  [null, false, 0, "", [[]]],
  { "a key": { nested: [1, { deep: null }] }, "": "empty" },
];

const notFound = { refused: 404, code: "tool_not_found" } as const;
const notReachable = { refused: 501, code: "tools_not_reachable" } as const;

/** Who asks, as the environment of every run says it; put back after a step that has changed it. */
export interface Standing {
  readonly prefix: string;
  /** A token of a run that has ended. */
  readonly revokedToken: string;
  readonly place: "container" | "local" | "ssh";
  /** `bundled`: files alone, where nothing can be asked of the program. */
  readonly way: "connection" | "bundled";
  readonly server: { readonly name: string; readonly address: string } | null;
  readonly eventName: string;
  readonly type: string;
}

/**
 * Every operation with what it shows in every language. Variables begin with the prefix, so that runs beside each other
 * do not meet. The input is `input`; the last output is `{"done": true}`.
 */
export function operationSteps(
  { prefix, place, way, server, eventName, type }: Standing,
  input: unknown,
  values: readonly unknown[],
): readonly Step[] {
  const key = `${prefix}value`;
  const count = `${prefix}count`;
  const text = `${prefix}text`;
  return [
    { operation: "input", given: [], expect: { value: input } },
    { operation: "stream_input", given: [], expect: { value: JSON.stringify(input) } },
    ...values.flatMap((value): readonly Step[] => [
      { operation: "set_variable", given: [key, value], expect: { done: true } },
      { operation: "get_variable", given: [key], expect: { value } },
    ]),
    { operation: "variable_exists", given: [key], expect: { value: true } },
    { operation: "delete_variable", given: [key], expect: { value: true } },
    { operation: "delete_variable", given: [key], expect: { value: false } },
    { operation: "variable_exists", given: [key], expect: { value: false } },
    { operation: "get_variable", given: [key], expect: { value: null } },
    { operation: "set_variable", given: [key, "first"], ifVersion: 0, expect: { done: true } },
    {
      operation: "set_variable",
      given: [key, "second"],
      ifVersion: 0,
      expect: { refused: 409, code: "version_conflict" },
    },
    { operation: "get_variable", given: [key], expect: { value: "first" } },
    { operation: "get_variable", given: ["no key"], expect: { refused: 422, code: "invalid_key" } },
    { operation: "get_variable", given: [""], expect: { refused: 422, code: "invalid_key" } },
    { operation: "increment_variable", given: [count], expect: { value: 1 } },
    { operation: "increment_variable", given: [count, 5], expect: { value: 6 } },
    { operation: "increment_variable", given: [count, -7], expect: { value: -1 } },
    { operation: "increment_variable", given: [key], expect: { refused: 422, code: "not_a_number" } },
    { operation: "append_variable", given: [text, "one"], expect: { done: true } },
    { operation: "append_variable", given: [text, "zwei ü", ", "], expect: { done: true } },
    { operation: "append_variable", given: [text, "three"], expect: { done: true } },
    { operation: "get_variable", given: [text], expect: { value: "one, zwei ü\nthree" } },
    { operation: "get_condition", given: [], expect: { value: null } },
    { operation: "set_condition", given: [true], expect: { done: true } },
    { operation: "get_condition", given: [], expect: { value: true } },
    { operation: "set_condition", given: [false], expect: { done: true } },
    { operation: "get_condition", given: [], expect: { value: false } },
    { operation: "event", given: [], expect: { fields: { name: eventName, type, attempt: 1, userId: "local" } } },
    { operation: "context", given: [], expect: { fields: { name: eventName, server } } },
    {
      operation: "info",
      given: [],
      expect: { fields: { mode: place, jobType: type, hasToken: way === "connection" } },
    },
    { operation: "progress", given: [0.5, "half ü"], expect: { done: true } },
    { operation: "log", given: ["a line from the script"], expect: { done: true } },
    { operation: "log", given: ["another", "warning", { n: 0 }], expect: { done: true } },
    { operation: "log", given: ["x", "loud"], expect: { refused: 422, code: "invalid_level" } },
    {
      operation: "execute_tool_action",
      given: ["no_such_tool", "act", {}],
      expect: way === "bundled" ? notReachable : notFound,
    },
    ...values.map((value): Step => ({ operation: "output", given: [value], expect: { done: true } })),
    { operation: "stream_output", given: ["streamed ü 🚀"], expect: { done: true } },
    { operation: "output", given: [{ done: true }], expect: { done: true } },
  ];
}

/** Texts of 5 MB, through every operation that takes or gives one. The last output is one, too. */
export function largeSteps({ prefix }: Standing): readonly Step[] {
  const key = `${prefix}large`;
  return [
    { operation: "input", given: [], expect: { value: fiveMegabytes } },
    { operation: "stream_input", given: [], expect: { value: fiveMegabytes } },
    { operation: "set_variable", given: [key, fiveMegabytes], expect: { done: true } },
    { operation: "get_variable", given: [key], expect: { value: fiveMegabytes } },
    { operation: "delete_variable", given: [key], expect: { value: true } },
    { operation: "output", given: [fiveMegabytes], expect: { done: true } },
    { operation: "output", given: [{ repeated: 1_100_000 }], expect: { refused: 413, code: "body_too_large" } },
    { operation: "stream_output", given: [fiveMegabytes], expect: { done: true } },
  ];
}

/** What comes of asking as somebody one is not, or where nobody answers. */
export function refusalSteps({ revokedToken }: Standing): readonly Step[] {
  const input = (environment: Readonly<Record<string, string>>, expect: Step["expect"]): Step => ({
    operation: "input",
    given: [],
    environment,
    expect,
  });
  const nobody = "http://127.0.0.1:9";
  return [
    input({ CRONIUM_EXECUTION_TOKEN: "no-token" }, { refused: 401, code: "invalid_token" }),
    input({ CRONIUM_EXECUTION_TOKEN: revokedToken }, { refused: 401, code: "revoked_token" }),
    input({ CRONIUM_EXECUTION_TOKEN: "" }, { unreached: true }),
    input({ CRONIUM_EXECUTION_TOKEN: "x", CRONIUM_RUNTIME_API: nobody }, { unreached: true }),
    input({ CRONIUM_RUNTIME_API: "" }, { value: { from: "the environment" } }),
  ];
}
