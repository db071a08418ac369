import type { ExecutionLog } from "../executor.ts";
import type { Answer, Outgoing } from "./exchange.ts";

/** Headers whose values open doors: only that they are there is told. */
const hiddenHeaders = ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key"];

function headerLine(sign: string, name: string, value: string, isHidden: boolean): string {
  return `${sign} ${name}: ${isHidden ? "(hidden)" : value}\n`;
}

/** Writes what is sent; the body by its size. @param secrets values that are not shown */
export async function tellRequest(
  log: ExecutionLog,
  { method, url, headers, body }: Outgoing,
  secrets: readonly string[],
): Promise<void> {
  const isHidden = (name: string, value: string): boolean =>
    hiddenHeaders.includes(name.toLowerCase()) || secrets.includes(value);
  await tell(log, [
    `> ${method} ${url.href}\n`,
    ...headers.map(([name, value]) => headerLine(">", name, value, isHidden(name, value))),
    ...(body === undefined ? [] : [`> (a body of ${String(body.byteLength)} bytes)\n`]),
  ]);
}

/** Writes the head of what was answered. */
export async function tellAnswer(log: ExecutionLog, { status, words, headers }: Answer): Promise<void> {
  await tell(log, [
    `< ${String(status)} ${words}`.trimEnd() + "\n",
    ...[...headers].flatMap(([name, values]) =>
      values.map((value) => headerLine("<", name, value, hiddenHeaders.includes(name))),
    ),
  ]);
}

export async function tell(log: ExecutionLog, lines: readonly string[]): Promise<void> {
  await log.write("system", Buffer.from(lines.join("")));
}
