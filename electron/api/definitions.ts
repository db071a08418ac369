import { applyInput } from "../../shared/definition.ts";
import { applyDefinition } from "../definitions/apply.ts";
import { exportDefinition } from "../definitions/export.ts";
import { procedure, router } from "./procedure.ts";

export const definitionsRouter = router({
  /** Makes everything as a definition says, or, with `dryRun`, tells what that would change. */
  applyDefinition: procedure
    .input(applyInput)
    .mutation(({ ctx: context, input: { definition, ...choice } }) => applyDefinition(context, definition, choice)),

  exportDefinition: procedure.query(({ ctx: context }) => exportDefinition(context)),
});
