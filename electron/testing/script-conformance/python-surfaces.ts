import { isLongText, longTextUnit, type Step, type Surface, type Value } from "./step.ts";

/** Shows what a call gives; what is longer than a line should be, by its digest. */
const showing = `
import hashlib, json, os, sys
import cronium
from cronium import CroniumAPIError, CroniumError

UNIT = ${JSON.stringify(longTextUnit)}

def told(value):
    if isinstance(value, str) and len(value) > 100000:
        return {"digest": hashlib.sha256(value.encode()).hexdigest()}
    return {"value": value}

def failed(error):
    if isinstance(error, CroniumAPIError):
        return {"refused": error.status_code, "code": error.code}
    return {"unreached": True}

def show(number, shown):
    print("#%d %s" % (number, json.dumps(shown)), flush=True)

def setting(variables):
    for name, value in variables.items():
        if value == "":
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
`;

export const pythonSync: Surface = {
  name: "python",
  type: "PYTHON",
  write: (steps) =>
    [
      showing,
      "def run(number, call):",
      "    try:",
      "        show(number, told(call()))",
      "    except CroniumError as error:",
      "        show(number, failed(error))",
      "",
      ...steps.flatMap((step, index) => [
        ...settingOf(step),
        `run(${String(index)}, lambda: ${callOf(step, "cronium", (stream) => `"".join(${stream})`)})`,
      ]),
      "",
    ].join("\n"),
};

export const pythonAsync: Surface = {
  name: "python async",
  type: "PYTHON",
  write: (steps) =>
    [
      "import asyncio",
      showing,
      "async def run(number, call):",
      "    try:",
      "        given = call()",
      '        show(number, told(await given if hasattr(given, "__await__") else given))',
      "    except CroniumError as error:",
      "        show(number, failed(error))",
      "",
      "async def joined(stream):",
      '    return "".join([part async for part in stream])',
      "",
      "async def main():",
      "  async with cronium.AsyncCronium() as client:",
      ...steps.flatMap((step, index) => [
        ...settingOf(step).map((line) => `    ${line}`),
        `    await run(${String(index)}, lambda: ${callOf(step, "client", (stream) => `joined(${stream})`)})`,
      ]),
      "",
      "asyncio.run(main())",
      "",
    ].join("\n"),
};

function settingOf({ environment }: Step): string[] {
  return environment === undefined ? [] : [`setting(json.loads(${JSON.stringify(JSON.stringify(environment))}))`];
}

function callOf(step: Step, client: string, join: (stream: string) => string): string {
  const { operation, given, ifVersion } = step;
  const words = given.map(literal);
  if (ifVersion !== undefined) words.push(`if_version=${String(ifVersion)}`);
  // Its pieces are made as they are asked for.
  if (operation === "stream_output")
    return `${client}.stream_output(${words.join("")}[at:at + 70000] for at in range(0, len(${words.join("")}), 70000))`;
  const call = `${client}.${operation}(${words.join(", ")})`;
  return operation === "stream_input" ? join(call) : call;
}

function literal(value: Value): string {
  if (isLongText(value)) return `(UNIT * ${String(value.repeated)})`;
  return `json.loads(${JSON.stringify(JSON.stringify(value))})`;
}
