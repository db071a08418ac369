import type { Failure } from "../../shared/failure.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { LinkLostError, UnreachableError } from "../executors/spool/command-channel.ts";
import { findConnection } from "../queue/server-connection.ts";
import { resolveTarget } from "../queue/targets.ts";
import type { ServerRow } from "../store/tables.ts";
import { usualOptions } from "../../shared/server-options.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { accountOf, type GivenWork } from "./given-work.ts";

/** The server cannot be reached as it is known here: it is gone, or its credential is. */
class NoWayError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "NoWayError";
    this.failure = failure;
  }
}

/**
 * Finds the way to a server.
 * @param given where the work lies there already; as the server's options say when nothing is there yet
 * @throws NoWayError
 */
export async function reachServer(
  { store, vault }: Pick<DelegationParts, "store" | "vault">,
  { job, directory }: Pick<GivenWork, "job"> & Partial<GivenWork>,
  server: { readonly id: number | null; readonly name: string },
): Promise<ServerConnection> {
  const planned = { place: "servers", serverId: server.id ?? undefined, name: server.name } as const;
  const resolved = await resolveTarget(store.read, vault, job, planned);
  if (!resolved.ok) throw new NoWayError(resolved.failure);
  if (resolved.target.on === "servers") {
    const found = resolved.target.server;
    if (directory === undefined) return found;
    return { ...found, options: { ...usualOptions, ...found.options, directory } };
  }
  throw new NoWayError({ reason: "internal", message: "A schedule was left to something that is no server" });
}

/** Finds the way to a server to which nothing is given. @throws NoWayError */
export async function reachToAsk(
  { store, vault }: Pick<DelegationParts, "store" | "vault">,
  server: ServerRow,
): Promise<ServerConnection> {
  const found = await findConnection(store.read, vault, server);
  if (!found.ok) throw new NoWayError(found.failure);
  return found.server;
}

/**
 * A server that knows nothing of what it was given has lost it, unless it is another one by now: then the one that was
 * given it may go on.
 * @throws NoWayError in that case
 */
export function refuseAnotherServer({ account }: GivenWork, server: ServerConnection): void {
  if (accountOf(server) === account) return;
  const message = `The schedule was left to ${account}, and ${server.name} is ${accountOf(server)} by now`;
  throw new NoWayError({ reason: "server_missing", message });
}

/** Whether nobody could be asked; what is not of this kind is a fault of the program. */
export function isAway(error: unknown): error is Error {
  return error instanceof NoWayError || error instanceof UnreachableError || error instanceof LinkLostError;
}

/** Whether nothing has happened on the server. */
export function isUntouched(error: unknown): boolean {
  return error instanceof NoWayError || error instanceof UnreachableError;
}

/** Where things lie on a server: absolute, or below the user's home. */
export function directoryOn({ options }: Pick<ServerConnection, "options">): string {
  return options?.directory ?? usualOptions.directory;
}
