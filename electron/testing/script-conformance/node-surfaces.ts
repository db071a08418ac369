import { isLongText, longTextUnit, type Step, type Surface, type Value } from "./step.ts";

const showing = `
const unit = ${JSON.stringify(longTextUnit)};
function told(value) {
  if (typeof value === "string" && value.length > 100000) {
    return { digest: createHash("sha256").update(value).digest("hex") };
  }
  return { value: value === undefined ? null : value };
}
function failed(error) {
  if (error.name === "CroniumAPIError") return { refused: error.statusCode, code: error.code };
  if (error.name.startsWith("Cronium")) return { unreached: true };
  throw error;
}
function show(number, shown) {
  console.log("#" + number + " " + JSON.stringify(shown));
}
function setting(variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === "") delete process.env[name];
    else process.env[name] = value;
  }
}
function* pieces(text) {
  for (let at = 0; at < text.length; at += 70000) yield text.slice(at, at + 70000);
}
`;

const promised = `
async function run(number, call) {
  try {
    show(number, told(await call()));
  } catch (error) {
    show(number, failed(error));
  }
}
async function joined(stream) {
  let text = "";
  for await (const part of stream) text += part;
  return text;
}
`;

export const nodeModule: Surface = {
  name: "node ESM",
  type: "NODEJS",
  write: (steps) =>
    [
      'import { createHash } from "node:crypto";',
      'import cronium from "cronium";',
      showing,
      promised,
      ...lines(steps, "camelCase", "await "),
    ].join("\n"),
};

export const nodeCommonJs: Surface = {
  name: "node CommonJS",
  type: "NODEJS",
  write: (steps) =>
    [
      'const { createHash } = require("crypto");',
      'const cronium = require("cronium");',
      showing,
      promised,
      "(async () => {",
      ...lines(steps, "snake_case", "await "),
      "})();",
    ].join("\n"),
};

export const nodeInjected: Surface = {
  name: "node injected",
  type: "NODEJS",
  write: (steps) =>
    [
      'const { createHash } = require("crypto");',
      showing,
      `function run(number, call) {
        try {
          show(number, told(call()));
        } catch (error) {
          show(number, failed(error));
        }
      }
      const joined = (stream) => [...stream].join("");`,
      ...lines(steps, "camelCase", ""),
    ].join("\n"),
};

type Style = "camelCase" | "snake_case";

function lines(steps: readonly Step[], style: Style, before: string): string[] {
  return steps.flatMap((step, index) => [
    ...(step.environment === undefined ? [] : [`setting(${JSON.stringify(step.environment)});`]),
    `${before}run(${String(index)}, () => ${callOf(step, style)});`,
  ]);
}

function callOf({ operation, given, ifVersion }: Step, style: Style): string {
  const words = given.map(literal);
  if (ifVersion !== undefined) words.push(`{ ifVersion: ${String(ifVersion)} }`);
  const name =
    style === "snake_case"
      ? operation
      : operation.replaceAll(/_(.)/g, (_whole, letter: string) => letter.toUpperCase());
  if (operation === "stream_output") return `cronium.${name}(pieces(${words.join("")}))`;
  const call = `cronium.${name}(${words.join(", ")})`;
  return operation === "stream_input" ? `joined(${call})` : call;
}

function literal(value: Value): string {
  return isLongText(value)
    ? `unit.repeat(${String(value.repeated)})`
    : `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}
