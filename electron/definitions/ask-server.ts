import type { ServerFacts } from "../../shared/server-facts.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { ServerConnection } from "../executors/executor.ts";
import type { ServerAccess } from "../executors/ssh/server-access.ts";
import { failedCheck, type ServerCheck } from "../executors/ssh/server-check.ts";
import { gatherFacts } from "../facts/gather-facts.ts";
import type { ServerRow } from "../store/tables.ts";

/** What is asked of a server that answers; undefined: nothing is reached from here. */
export type AskedServers = Pick<ServerAccess, "commandsOn" | "forward"> | undefined;

export interface ServerLook {
  readonly check: ServerCheck;
  readonly facts: ServerFacts | undefined;
}

/** Time for all questions of a look, connecting included, milliseconds. */
const lookLimitMs = 30_000;
/** What changes seldom, such as versions of interpreters, is asked again after this. Milliseconds. */
const factsStandMs = 3_600_000;

/**
 * Asks a server how it is, over the connections that runs use. Whatever goes wrong is a finding.
 * @param full whether what changes seldom is asked in any case
 * @throws the signal's reason when that aborts first
 */
export async function askServer(
  { servers, clock }: { readonly servers: NonNullable<AskedServers>; readonly clock: Clock },
  server: ServerConnection,
  known: Pick<ServerRow, "facts" | "facts_at">,
  full: boolean,
  signal: AbortSignal | undefined,
): Promise<ServerLook> {
  const former = known.facts === null ? undefined : (JSON.parse(known.facts) as ServerFacts);
  const isStale = known.facts_at === null || clock.now() - known.facts_at >= factsStandMs;
  try {
    const { facts, latencyMs } = await withDeadline(clock, lookLimitMs, server.name, (overdue) => {
      const ending = signal ? AbortSignal.any([signal, overdue]) : overdue;
      return gatherFacts(servers, server, clock, { full: full || isStale, former }, ending);
    });
    const check = {
      status: "online",
      hostKey: undefined,
      latencyMs,
      system: facts.system,
      failure: undefined,
    } as const;
    return { check, facts };
  } catch (error) {
    signal?.throwIfAborted();
    return { check: failedCheck(error, undefined), facts: undefined };
  }
}
