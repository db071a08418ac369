import { applyInput } from "../../shared/definition.ts";
import { applyDefinition } from "../definitions/apply.ts";
import { exportDefinition } from "../definitions/export.ts";
import { procedure, router } from "./procedure.ts";

export const definitionsRouter = router({
  /** Makes everything as a definition says, or, with `dryRun`, tells what that would change. */
  applyDefinition: procedure.input(applyInput).mutation(async ({ ctx: context, input: { definition, ...choice } }) => {
    const result = await applyDefinition(context, definition, choice);
    // A limit may have been raised.
    if (result.applied) context.queued();
    return result;
  }),

  exportDefinition: procedure.query(({ ctx: context }) => exportDefinition(context)),
});
