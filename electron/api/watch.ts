import { watchInstallInput, type WatchStatus, type WatchTimer } from "../../shared/watch.ts";
import { recordAudit } from "../store/audit.ts";
import { readWatchRecord } from "../watch/watch-record-file.ts";
import type { ApiContext } from "./context.ts";
import { procedure, router } from "./procedure.ts";

/** The line in the operating system's timer that looks after this program. */
export const watchRouter = router({
  status: procedure.query(async ({ ctx: context }) => answer(context, await context.watchTimer.status())),

  /** Puts the line in, or changes how often it looks. */
  install: procedure.input(watchInstallInput).mutation(async ({ ctx: context, input: { everyMs } }) => {
    const timer = await context.watchTimer.install(everyMs);
    await tell(context, "watch.install", { everyMs, files: timer.files });
    return answer(context, timer);
  }),

  /** Takes away everything that was put in, and nothing else. */
  remove: procedure.mutation(async ({ ctx: context }) => {
    const { files } = await context.watchTimer.status();
    const timer = await context.watchTimer.remove();
    await tell(context, "watch.remove", { files });
    return answer(context, timer);
  }),
});

function answer({ dataDirectory }: ApiContext, timer: WatchTimer): WatchStatus {
  return { timer, latest: readWatchRecord(dataDirectory) };
}

async function tell({ store, clock, changes }: ApiContext, action: string, detail: unknown): Promise<void> {
  const now = clock.now();
  await store.write
    .transaction()
    .execute((transaction) => recordAudit(transaction, { actor: "user", action, subject: "watch", detail }, now));
  changes.announce({ noun: "system" });
}
