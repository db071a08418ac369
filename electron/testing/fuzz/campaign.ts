import { Agent, request as ask } from "node:http";
import { openTestHost, type TestHost } from "../open-test-host.ts";
import { openRaw } from "../raw-http.ts";
import { startScript, type RuntimeScript } from "../runtime-script.ts";
import { createSeededRandom, type SeededRandom } from "../seeded-random.ts";
import { makeRequest, type FuzzedRequest } from "./make-request.ts";

export interface FuzzReport {
  /** Answers by their status; 0: hung up on. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What must not be, each with the request that shows it. */
  readonly violations: readonly string[];
}

/** Requests under way at the same time. */
const atOnce = 16;
/** Of a hundred requests so many are bytes that no client would send. */
const rawShare = 0.03;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks the runtime API of a real host so many requests that something is wrong with, as two executions and as nobody,
 * and looks at each answer: no fault of the program, nothing of one execution to whoever does not show its token. At the
 * end both executions are what their own requests made of them.
 */
export async function fuzzRuntimeApi(seed: number, count: number): Promise<FuzzReport> {
  const random = createSeededRandom(seed);
  const host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0, readTimeout: "2s" } });
  try {
    const scripts = [
      await startScript(host, { name: "first", input: { marker: "input-of-the-first" } }),
      await startScript(host, { name: "second", input: { marker: "input-of-the-second" } }),
    ];
    return await askAll(host, scripts, random, count);
  } finally {
    await host.close();
  }
}

async function askAll(
  host: TestHost,
  scripts: readonly RuntimeScript[],
  random: SeededRandom,
  count: number,
): Promise<FuzzReport> {
  const base = host.host.runtimeApi ?? "";
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const statuses = new Map<number, number>();
  const violations: string[] = [];
  let left = count;

  async function work(): Promise<void> {
    while (left > 0 && violations.length < 20) {
      left -= 1;
      const asked = makeRequest(random, scripts);
      const answer = random.chance(rawShare) ? await sendRaw(base, random, asked) : await send(base, agent, asked);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      violations.push(...faultsOf(asked, answer, scripts));
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work));
  agent.destroy();
  for (const script of scripts) {
    const { status, body } = await script.ask("/executions/{id}/input");
    if (status !== 200) violations.push(`afterwards: ${String(status)}`);
    const { marker } = body?.data as { readonly marker?: string };
    if (marker === undefined || markerOf(script, scripts) !== marker) violations.push("afterwards: another input");
  }
  return { statuses, violations };
}

function markerOf(script: RuntimeScript, scripts: readonly RuntimeScript[]): string {
  return script === scripts[0] ? "input-of-the-first" : "input-of-the-second";
}

function faultsOf(asked: FuzzedRequest, answer: Answer, scripts: readonly RuntimeScript[]): readonly string[] {
  const { status, text } = answer;
  const says = (what: string): string =>
    `${what}: ${asked.method} ${asked.path} ${JSON.stringify(asked.headers)} ${asked.body?.toString("latin1") ?? ""} gave ${String(status)} ${text.slice(0, 300)}`;
  const faults: string[] = [];
  if (status >= 500) faults.push(says("a fault of the program"));
  for (const script of scripts) {
    if (asked.by === script) continue;
    if (text.includes(markerOf(script, scripts)) || text.includes(script.jobId)) faults.push(says("another's data"));
    const isOwnPlace = asked.path.startsWith(`/executions/${script.executionId}/`);
    if (isOwnPlace && status >= 200 && status < 300 && asked.method !== "OPTIONS") faults.push(says("another's place"));
  }
  return faults;
}

function send(base: string, agent: Agent, { method, path, headers, body }: FuzzedRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const hungUp = (): void => {
      resolve({ status: 0, text: "" });
    };
    try {
      const sent = ask(`${base}/`, { method, path, headers, agent }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", hungUp);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() });
        });
      });
      sent.on("error", hungUp);
      sent.end(body);
    } catch {
      // Not even Node's client lets it out.
      hungUp();
    }
  });
}

/** The request with some of its bytes changed, on a connection of its own. */
async function sendRaw(base: string, random: SeededRandom, asked: FuzzedRequest): Promise<Answer> {
  const { method, path, headers, body = Buffer.alloc(0) } = asked;
  const lines = Object.entries({ host: new URL(base).host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const length = random.pick([String(body.length), "-1", "9".repeat(20), "0", "5, 6"]);
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\nContent-Length: ${length}\r\nConnection: close\r\n`;
  const bytes = Buffer.concat([Buffer.from(`${head}${random.pick(["", "Transfer-Encoding: chunked\r\n"])}\r\n`), body]);
  for (let change = random.integer(0, 3); change > 0; change--) {
    bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  }
  const connection = openRaw(base);
  connection.write(bytes);
  connection.socket.end();
  const text = await connection.ended;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
}
