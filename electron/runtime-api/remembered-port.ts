import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Below the ports that systems give to connections on their way out, and above those with a name. */
const lowest = 20_000;
const width = 10_000;
const tries = 8;

export interface PortChoice {
  /** In the order in which they are to be tried; 0: any free one. */
  readonly candidates: readonly number[];
  /** The one it had before. */
  readonly remembered: number | undefined;
}

/**
 * Which ports to try. Scripts on this computer outlive the program and know only the port that it had: it is taken
 * again if it can be.
 * @param chosen by the configuration: that one alone
 * @param fraction a number in [0, 1)
 */
export function choosePorts(chosen: number | undefined, dataDirectory: string, fraction: () => number): PortChoice {
  if (chosen !== undefined) return { candidates: [chosen], remembered: undefined };
  const remembered = readPort(dataDirectory);
  const fresh = Array.from({ length: tries }, () => lowest + Math.floor(fraction() * width));
  return { candidates: [...(remembered === undefined ? [] : [remembered]), ...fresh, 0], remembered };
}

export function rememberPort(dataDirectory: string, port: number): void {
  if (readPort(dataDirectory) !== port) writeFileSync(pathIn(dataDirectory), `${String(port)}\n`, { mode: 0o600 });
}

function readPort(dataDirectory: string): number | undefined {
  try {
    const port = Number(readFileSync(pathIn(dataDirectory), "utf8"));
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
  } catch {
    // It is the first start, or somebody removed it.
    return undefined;
  }
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, "runtime-api-port");
}
