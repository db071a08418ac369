import { z } from "zod";
import { largestExportBytes, newPassphrase } from "../../shared/vault.ts";
import {
  exportVault,
  importVault,
  previewImport,
  readVaultStatus,
  recordVaultAction,
} from "../secrets/vault-actions.ts";
import { procedure, router, runningProcedure } from "./procedure.ts";

const given = z.string().max(1_000);
const file = z.strictObject({ text: z.string().max(largestExportBytes), passphrase: given });

/** The place of secrets. No call gives one back. */
export const vaultRouter = router({
  status: procedure.query(({ ctx: context }) => readVaultStatus(context)),

  /** A person agrees to an encrypted file; without a passphrase its key lies beside it. */
  useFile: procedure
    .input(z.strictObject({ passphrase: newPassphrase.optional() }))
    .mutation(async ({ ctx: context, input: { passphrase } }) => {
      await context.vault.useFile(passphrase);
      await recordVaultAction(context, "use_file", { passphrase: passphrase !== undefined });
      return readVaultStatus(context);
    }),

  unlock: runningProcedure
    .input(z.strictObject({ passphrase: given }))
    .mutation(async ({ ctx: context, input: { passphrase } }) => {
      await context.vault.unlock(passphrase);
      await recordVaultAction(context, "unlock");
      return readVaultStatus(context);
    }),

  changePassphrase: procedure
    .input(z.strictObject({ present: given.optional(), next: newPassphrase.optional() }))
    .mutation(async ({ ctx: context, input: { present, next } }) => {
      await context.vault.changePassphrase(present, next);
      await recordVaultAction(context, "change_passphrase", { passphrase: next !== undefined });
      return readVaultStatus(context);
    }),

  move: procedure
    .input(z.strictObject({ to: z.enum(["keychain", "file"]), passphrase: newPassphrase.optional() }))
    .mutation(async ({ ctx: context, input: { to, passphrase } }) => {
      const entries = await context.vault.move(to, passphrase);
      await recordVaultAction(context, "move", { to, entries });
      return readVaultStatus(context);
    }),

  export: procedure
    .input(z.strictObject({ passphrase: newPassphrase }))
    .mutation(({ ctx: context, input }) => exportVault(context, input.passphrase)),

  previewImport: procedure
    .input(file)
    .mutation(({ ctx: context, input }) => previewImport(context, input.text, input.passphrase)),

  import: procedure
    .input(file.extend({ replace: z.boolean() }))
    .mutation(({ ctx: context, input }) => importVault(context, input.text, input.passphrase, input.replace)),
});
