import { format } from "prettier";
import { z } from "zod";
import { environmentNames, runtimeApiSettings } from "../electron/runtime-api/settings.ts";
import type { ApiDescription, ApiOperation, ApiSchema } from "./runtime-api-description.ts";

const groups: readonly (readonly [tag: string, title: string])[] = [
  ["data", "What a script is given, and what it gives"],
  ["variables", "Variables"],
  ["telling", "What a script tells while it runs"],
  ["tools", "Tools"],
  ["health", "Without a token"],
];

/** The text of docs/runtime-api.md, as it follows from what the API says of itself. */
export function runtimeApiPage(description: ApiDescription): Promise<string> {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const anyGuarded = operations.find(({ operation }) => operation.security !== undefined)?.operation ?? {
    responses: {},
  };
  const lines = [
    "# The runtime API",
    "",
    "What scripts ask of Cronium, and tell it, while they run. The helper libraries speak it for them ([writing scripts](writing-scripts.md)); this page is for whoever speaks it without one. It is written by `npm run runtime-api` from the code, together with [runtime-api.openapi.json](runtime-api.openapi.json); a test fails when either says something else.",
    "",
    "## Reaching it",
    "",
    "A script finds in its environment `CRONIUM_RUNTIME_API`, the address without a slash at its end, `CRONIUM_EXECUTION_ID` and `CRONIUM_EXECUTION_TOKEN`. In a container the address is `http://runtime-api:8081`, over a path that nothing else can use; on this computer it is a port on 127.0.0.1; on a server it is a port on the server's own 127.0.0.1, whose connections come through SSH. `CRONIUM_RUNTIME_SOCKET` then names a socket that leads to the same and that no other user of the server can reach: wherever it is set, show the token there alone, since somebody else may have taken the port while the connection was lost. Both may change while the script runs: the file that `CRONIUM_RUNTIME_ADDRESS_FILE` names holds the address the script was started with and, each after a blank, the present one and the present socket, or `-` where there is none. A server that forbids forwarding has none of these: there the libraries work on the files in `CRONIUM_RUNTIME_DIRECTORY` ([how](decisions/0024-the-runtime-api-on-servers.md), [why a socket](decisions/0030-doors-that-are-sockets.md)). Every call but those [without a token](#without-a-token) carries `Authorization: Bearer` and the token.",
    "",
    "The token is a JWT (HS256) with the claims `executionId`, `jobId`, `eventId`, `userId` and `scope`. It opens its own execution and nothing else, from the moment the script starts until the execution ends: not a moment longer, however it ended. Its key is made anew with each start of the program and is nowhere but in memory; a script on this computer that outlives the program goes on with the token it has, as the program knows its hash.",
    "",
    'A success is `{"success": true, "data": …}`. Anything else is `{"error", "code", "message"}` with the status: `code` is for programs, `message` for people. `{id}` is the execution\'s own id.',
    "",
    "A call with `Idempotency-Key` takes effect once: the same call with the same key gives the first answer again, for an hour or until the execution ends. What a call changes and the memory of its key are written together, so that a crash leaves both or neither. Only an action of a tool happens outside; if the program dies during one, the call is refused with `idempotency_unknown` rather than made twice.",
    "",
    "Come again, with the same key, after 429 and 503 (`Retry-After` says when), after any other 5xx, and when no answer came; never after another 4xx.",
    "",
    "Every call with a token may also be refused with:",
    "",
    ...Object.entries(anyGuarded.responses)
      .filter(([status]) => shared.has(Number(status)))
      .map(([status, response]) => `- ${status}: ${response.description ?? ""}`),
    "",
    ...groups.flatMap(([tag, title]) => [
      `## ${title}`,
      "",
      ...operations.filter(({ operation }) => operation.tags[0] === tag).flatMap(operationText),
    ]),
    "## Settings",
    "",
    "Under `runtimeApi` in `config.yaml`, or in the environment, which wins. Times are a number with `ms`, `s`, `m` or `h`; lists are separated by commas in the environment.",
    "",
    "| `config.yaml` | environment | usual | |",
    "|---|---|---|---|",
    ...settingRows(),
    "",
  ];
  return format(lines.join("\n"), { parser: "markdown", printWidth: 120 });
}

interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: ApiOperation;
}

function operationText({ path, method, operation }: PlacedOperation): readonly string[] {
  const { summary, description, responses, requestBody, parameters = [] } = operation;
  const asked = parameters.filter((one) => one.in === "query");
  const schema = requestBody?.content["application/json"]?.schema;
  const answer = responses["200"]?.content?.["application/json"]?.schema;
  const data = answer?.properties?.["data"] ?? (answer?.properties === undefined ? undefined : answer);
  const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400 && !shared.has(Number(status)));
  return [
    `### ${method} ${path}`,
    "",
    `${summary}.${description === undefined ? "" : ` ${description}`}`,
    "",
    ...asked.map((one) => `- \`?${one.name}=\`: ${typeText(one.schema)}${note(one.description)}`),
    ...(schema === undefined ? [] : [`- body: \`${shapeText(schema)}\``]),
    ...(data === undefined ? [] : [`- data: \`${shapeText(data)}\``]),
    ...refusals.map(([status, { description: codes = "" }]) => `- ${status}: ${codes}`),
    "",
  ];
}

/** Those of every call with a token are said once. */
const shared = new Set([401, 403, 429, 503]);

function note(text: string | undefined): string {
  return text === undefined ? "" : `, ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function shapeText(schema: ApiSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(shapeText).join(" or ");
  if (schema.properties === undefined) return typeText(schema);
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const isRequired = schema.required?.includes(name) === true;
    return `${name}${isRequired ? "" : "?"}: ${shapeText(field)}`;
  });
  return `{ ${fields.join(", ")} }`;
}

function typeText({ type, enum: choices, const: only }: ApiSchema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(" / ");
  if (type === undefined) return "any";
  return typeof type === "string" ? type : type.join(" / ");
}

function settingRows(): readonly string[] {
  const { properties = {} } = z.toJSONSchema(runtimeApiSettings, { io: "input", unrepresentable: "any" });
  const usual = runtimeApiSettings.parse({});
  return Object.entries(properties).map(([name, schema]) => {
    const variable = Object.entries(environmentNames).find(([, setting]) => setting === name)?.[0];
    const value = usual[name as keyof typeof usual];
    const { description = "" } = schema as { readonly description?: string };
    return `| \`${name}\` | \`${variable ?? ""}\` | ${usualText(name, value)} | ${description} |`;
  });
}

function usualText(name: string, value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  if (name.endsWith("Timeout")) return `\`${String(Number(value) / 1000)}s\``;
  return `\`${String(value)}\``;
}
