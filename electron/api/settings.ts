import { settingsInput } from "../../shared/system.ts";
import { recordAudit } from "../store/audit.ts";
import { readSettings, writeSettings } from "../store/settings.ts";
import { procedure, router } from "./procedure.ts";

export const settingsRouter = router({
  get: procedure.query(({ ctx: context }) => readSettings(context.store.read)),

  set: procedure.input(settingsInput).mutation(async ({ ctx: context, input }) => {
    const now = context.clock.now();
    await context.store.write.transaction().execute(async (transaction) => {
      await writeSettings(transaction, input, now);
      await recordAudit(
        transaction,
        { actor: "user", action: "settings.change", subject: "settings", detail: input },
        now,
      );
    });
    context.changes.announce({ noun: "setting" });
    context.queued();
    return readSettings(context.store.write);
  }),
});
