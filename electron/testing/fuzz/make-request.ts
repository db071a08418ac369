import type { RuntimeScript } from "../runtime-script.ts";
import type { SeededRandom } from "../seeded-random.ts";

/** One request of the campaign, as it goes out. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** Whose token it shows, whole and unchanged; undefined: nobody's. */
  readonly by: RuntimeScript | undefined;
  /** Whose address it asks, if anybody's. */
  readonly asks: RuntimeScript | undefined;
}

const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
const places = [
  "input",
  "input?raw=1",
  "input?raw=%00",
  "output",
  "variables/a",
  "variables/a/increment",
  "variables/secret.key",
  "variables/%2e%2e%2finput",
  "variables/__proto__",
  "variables/constructor",
  "variables/a?ifVersion=1",
  "variables/a?ifVersion=1e999",
  "condition",
  "context",
  "log",
  "progress",
  "",
];
/** What a helper sends, before anything is made wrong with it. */
const usual: readonly (readonly [method: string, place: string, body?: string])[] = [
  ["GET", "input"],
  ["GET", "input?raw=1"],
  ["GET", "context"],
  ["GET", "condition"],
  ["GET", "variables/a"],
  ["DELETE", "variables/a"],
  ["PUT", "variables/a", '{"value":0}'],
  ["PUT", "variables/a", '{"value":{"b":[null]},"ifVersion":1}'],
  ["POST", "variables/a/increment", '{"by":1}'],
  ["POST", "output", '{"data":false}'],
  ["POST", "condition", '{"condition":true}'],
  ["POST", "progress", '{"fraction":0.5,"message":"half"}'],
  ["POST", "log", '{"level":"info","message":"told"}'],
];
const others = [
  "/health",
  "/ready",
  "/openapi.json",
  "/tool-actions/execute",
  "/",
  "/executions",
  "/executions//input",
];
const numbers = ["0", "-0", "1e999", "-1", "9007199254740993", "1e-400", "NaN", "0x10", "1.5"];
const words = [
  "value",
  "data",
  "by",
  "condition",
  "fraction",
  "percent",
  "level",
  "message",
  "fields",
  "ifVersion",
  "tool",
  "action",
  "params",
  "__proto__",
];
const types = [
  "application/json",
  "application/json; charset=utf-16",
  "text/plain",
  "application/x-www-form-urlencoded",
  "",
  "x",
  "application/json, text/plain",
];

/** A request that is mostly what a helper would send, with something wrong with it. */
export function makeRequest(random: SeededRandom, scripts: readonly RuntimeScript[]): FuzzedRequest {
  const asks = random.chance(0.85) ? random.pick(scripts) : undefined;
  const by = random.chance(0.8) ? random.pick(scripts) : undefined;
  const [method, place, sensible] = random.chance(0.5)
    ? random.pick(usual)
    : [random.pick(methods), random.pick(places)];
  const address = asks === undefined ? random.pick(others) : `/executions/${asks.executionId}/${place}`;
  const path = random.chance(0.1) ? mangleAddress(random, address) : address;
  const made = sensible !== undefined && random.chance(0.8) ? Buffer.from(sensible) : makeBody(random);
  const authorization = by === undefined ? wrongToken(random, scripts) : `Bearer ${by.token}`;
  const hasBody = sensible !== undefined || random.chance(0.3);
  return {
    method: random.chance(0.05) ? random.pick(methods) : method,
    path,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(hasBody ? { "content-type": random.chance(0.8) ? "application/json" : random.pick(types) } : {}),
      ...(random.chance(0.2) ? { "idempotency-key": random.pick(["a", "b", "c d", "", "x".repeat(101), "{}"]) } : {}),
      ...(random.chance(0.03) ? { origin: random.pick(["null", "https://evil.example", "http://127.0.0.1"]) } : {}),
      ...(random.chance(0.03) ? { host: random.pick(["evil.example", "127.0.0.1", "a:b:c", "runtime-api:8081"]) } : {}),
      ...(random.chance(0.03) ? { "x-http-method-override": "DELETE", "x-forwarded-host": "127.0.0.1" } : {}),
    },
    body: hasBody ? made : undefined,
    by,
    // What was mangled may lead anywhere; nobody's data may come of it but that of whoever shows a token.
    asks,
  };
}

function mangleAddress(random: SeededRandom, path: string): string {
  const at = random.integer(1, path.length);
  const inserted = random.pick([
    "/",
    "//",
    "/../",
    "%2F",
    "%2e%2e/",
    "%00",
    "%",
    "%zz",
    "%C3",
    ";",
    "?",
    "#",
    "\\",
    "%252e",
    "*",
    "\u00e9",
    "x".repeat(2_000),
  ]);
  return encodeNonAscii(
    random.chance(0.5) ? path.slice(0, at) + inserted + path.slice(at) : path.slice(0, at) + inserted,
  );
}

/** Node's own client refuses what is no ASCII. */
function encodeNonAscii(path: string): string {
  return path.replaceAll(/[^\u0021-\u007e]/g, (character) => encodeURIComponent(character));
}

function wrongToken(random: SeededRandom, scripts: readonly RuntimeScript[]): string | undefined {
  const { token } = random.pick(scripts);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const at = random.integer(0, signature.length - 1);
  const flipped = signature.slice(0, at) + (signature.charAt(at) === "A" ? "B" : "A") + signature.slice(at + 1);
  if (random.chance(0.1)) return undefined;
  return random.pick([
    "",
    "Bearer",
    "Bearer ",
    `Bearer ${head}.${claims}.`,
    `Bearer ${head}.${claims}.${flipped}`,
    `Bearer ${"e30".repeat(100)}`,
    `Basic ${token}`,
    `Bearer ${token} ${token}`,
    `Bearer ..${signature}`,
    `Bearer e30.${Buffer.from('{"executionId":5}').toString("base64url")}.x`,
  ]);
}

function makeBody(random: SeededRandom): Buffer {
  const text = makeJson(random, 3);
  const bytes = Buffer.from(text);
  if (random.chance(0.75)) return bytes;
  if (random.chance(0.3))
    return Buffer.from(Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255)));
  if (random.chance(0.1)) return Buffer.from(`{"value":${"[".repeat(20_000)}`);
  return bytes.subarray(0, random.integer(0, bytes.length));
}

function makeJson(random: SeededRandom, depth: number): string {
  const kind = random.integer(0, depth > 0 ? 7 : 4);
  switch (kind) {
    case 0:
      return random.pick(["null", "true", "false"]);
    case 1:
      return random.pick(numbers);
    case 2:
      return JSON.stringify(random.pick(["", "a", "\u0000", "\ud800", "😀", "__proto__", "x".repeat(3_000), "info"]));
    case 3:
      return random.pick(['"info"', "0.5", "1", "{}"]);
    case 4:
      return "";
    case 5:
      return `[${Array.from({ length: random.integer(0, 4) }, () => makeJson(random, depth - 1)).join(",")}]`;
    default: {
      const fields = Array.from(
        { length: random.integer(0, 4) },
        () => `${JSON.stringify(random.pick(words))}:${makeJson(random, depth - 1) || "0"}`,
      );
      return `{${fields.join(",")}}`;
    }
  }
}
