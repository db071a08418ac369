import type { RunTarget } from "../../shared/event.ts";
import type { ExecutionRow } from "../store/tables.ts";

/** What a waiting job asks for of servers. */
type ServersWanted = RunTarget & {
  /** Servers on which an earlier attempt has succeeded: nothing is done there again. */
  readonly done: readonly number[];
  /** The servers that its attempt goes to, in order; known from when that has begun. */
  readonly planned?: readonly number[];
};

/** As the job's row has it: null for what runs on no server. Jobs of one kind ask in the same words. */
export function serversWanted(run: RunTarget, earlier: readonly ExecutionRow[] = []): string | null {
  if (run.on !== "servers") return null;
  const done = earlier.flatMap((row) => (row.status === "completed" ? (row.server_id ?? []) : []));
  return JSON.stringify(
    done.length === 0 ? run : { ...run, done: [...new Set(done)].sort((left, right) => left - right) },
  );
}

/** The same with the servers that an attempt goes to from now on. */
export function withPlan(text: string | null, planned: readonly (number | undefined)[]): string | null {
  if (text === null) return null;
  return JSON.stringify({ ...readServersWanted(text), planned: planned.filter((id) => id !== undefined) });
}

export function readServersWanted(text: string): ServersWanted {
  return { done: [], ...(JSON.parse(text) as RunTarget & Partial<Pick<ServersWanted, "done" | "planned">>) };
}
