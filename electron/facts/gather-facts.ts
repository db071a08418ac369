import type { ServerFacts } from "../../shared/server-facts.ts";
import { usualOptions } from "../../shared/server-options.ts";
import type { Clock } from "../base/clock.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { readBytes, readMarkedLine, type ByteSource } from "../executors/spool/byte-source.ts";
import { LinkLostError } from "../executors/spool/command-channel.ts";
import { shellCommand } from "../executors/spool/shell-text.ts";
import { ForwardingRefusedError, type ServerAccess } from "../executors/ssh/server-access.ts";
import { factsProgram, readyMark } from "./facts-program.ts";
import { readFacts } from "./read-facts.ts";
import { warningsOf } from "./server-warnings.ts";

export interface GatheredFacts {
  readonly facts: ServerFacts;
  /** Time that a question takes there and back on an open connection, milliseconds. */
  readonly latencyMs: number;
}

/** More than this is no answer to our question. */
const mostOutputBytes = 64 * 1_024;

/**
 * Asks a server how it is, on a connection of the pool.
 * @param former what is known already: without `full`, what changes seldom is taken from it
 * @throws UnreachableError, LinkLostError, or the signal's reason, as all that is done on servers
 */
export async function gatherFacts(
  access: Pick<ServerAccess, "commandsOn" | "forward">,
  server: ServerConnection,
  clock: Clock,
  { full, former }: { readonly full: boolean; readonly former: ServerFacts | undefined },
  signal: AbortSignal,
): Promise<GatheredFacts> {
  const { directory } = server.options ?? usualOptions;
  const command = shellCommand(factsProgram, [directory, full ? "full" : "brief"]);
  const channel = await access.commandsOn(server).open(command, "brief", signal);
  const close = (): void => {
    channel.close();
  };
  signal.addEventListener("abort", close, { once: true });
  try {
    const source = readBytes(channel.stdout);
    channel.stderr.resume();
    const ready = await readMarkedLine(source, readyMark, signal);
    signal.throwIfAborted();
    if (ready.line === undefined) {
      throw new LinkLostError(
        `${server.name} ran no command: ${ready.prelude.trim().slice(0, 200) || "it said nothing"}`,
      );
    }
    const askedAt = clock.now();
    const askedElapsed = clock.elapsed();
    channel.stdin.end("begin\n");
    const first = await source.next(signal);
    const latencyMs = Math.max(0, Math.round(clock.elapsed() - askedElapsed));
    const output = (first?.toString("utf8") ?? "") + (await readRest(source, signal));
    signal.throwIfAborted();
    if (!output.includes("clock=")) throw new LinkLostError(`The connection to ${server.name} broke`);
    const findings = readFacts(output, { askedAt, answeredAt: askedAt + latencyMs });
    const forwarding = full ? await mayForward(access, server, signal) : former?.forwarding;
    const known = {
      writable: findings.writable,
      executable: findings.executable ?? lacks(former, "home_no_exec"),
      hasSha256: findings.hasSha256 ?? lacks(former, "no_sha256"),
    };
    const facts = {
      ...(full || former === undefined ? {} : former),
      ...findings.facts,
      ...(forwarding === undefined ? {} : { forwarding }),
    };
    return { facts: { ...facts, warnings: warningsOf({ facts, ...known }, directory, forwarding) }, latencyMs };
  } finally {
    signal.removeEventListener("abort", close);
    channel.close();
  }
}

/** False when it was warned of before; what was not asked again has not changed. */
function lacks(former: ServerFacts | undefined, kind: ServerFacts["warnings"][number]["kind"]): boolean | undefined {
  return former?.warnings.some((warning) => warning.kind === kind) === true ? false : undefined;
}

async function readRest(source: ByteSource, signal: AbortSignal): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  while (size < mostOutputBytes) {
    const bytes = await source.next(signal);
    if (bytes === undefined) break;
    parts.push(bytes);
    size += bytes.length;
  }
  return Buffer.concat(parts).toString("utf8");
}

async function mayForward(
  access: Pick<ServerAccess, "forward">,
  server: ServerConnection,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const forward = await access.forward(server, (connection) => void connection.destroy(), signal);
    forward.close();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // Anything else says nothing of what it allows.
    return error instanceof ForwardingRefusedError ? false : undefined;
  }
}
