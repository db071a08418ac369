import { procedure, router } from "./procedure.ts";

export const databaseRouter = router({
  validate: procedure.query(({ ctx: context }) => context.storage.validate()),

  backups: procedure.query(({ ctx: context }) => context.storage.backups.list()),

  backUp: procedure.mutation(async ({ ctx: context }) => ({ path: await context.storage.backups.make("by-hand") })),
});
