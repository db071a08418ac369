import { procedure, router } from "./procedure.ts";

export const databaseRouter = router({
  validate: procedure.query(({ ctx: context }) => context.store.validate()),

  backUp: procedure.mutation(({ ctx: context }) => ({ path: context.store.backUp("by-hand") })),
});
