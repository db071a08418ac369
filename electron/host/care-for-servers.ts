import type { ApiContext } from "../api/context.ts";
import type { Ids } from "../base/ids.ts";
import type { Scope } from "../base/scope.ts";
import { lookAtServer, testServer } from "../definitions/check-server.ts";
import { createHealthChecks } from "../health/health-checks.ts";
import { findConnection } from "../queue/server-connection.ts";
import { findServer } from "../store/servers.ts";
import type { HostExecutors } from "./executors.ts";
import { recordServerNews } from "./record-server-news.ts";

/**
 * Sees to servers besides runs on them: records what connections show, lets runs go on with a replaced credential, and
 * looks at each in turn.
 */
export function careForServers(
  context: ApiContext & { readonly ids: Ids },
  executors: HostExecutors,
  scope: Scope,
): void {
  const { store, vault, running } = context;
  executors.findServersWith?.(async (serverId) => {
    const row = await findServer(store.read, serverId);
    const found =
      row === undefined || row.archived_at !== null ? undefined : await findConnection(store.read, vault, row);
    return found?.ok === true ? found.server : undefined;
  });
  if (executors.listenToServers) {
    const newsParts = { ...context, freed: context.queued, test: (id: number) => testServer(context, id) };
    scope.defer("news of servers", recordServerNews(newsParts, executors.listenToServers));
  }
  if (running && executors.servers !== undefined) {
    const health = createHealthChecks({ ...context, look: (id, signal) => lookAtServer(context, id, signal) });
    health.start();
    scope.defer("looks at servers", () => health.stop());
  }
}
