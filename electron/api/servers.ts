import { z } from "zod";
import { atOnce } from "../../shared/event.ts";
import { authentication, fingerprint, serverInput } from "../../shared/server.ts";
import { importInput, importPreviewInput } from "../../shared/server-import.ts";
import { forgetHostKey, testServer, trustServer } from "../definitions/check-server.ts";
import { importServers, previewImport } from "../definitions/import-servers.ts";
import { describeCredential } from "../definitions/describe-credential.ts";
import {
  archiveServer,
  changeServer,
  createServer,
  limitServer,
  restoreServer,
  serverOrError,
} from "../definitions/save-server.ts";
import { archiveImpact, eventsOnServer } from "../definitions/server-impact.ts";
import { procedure, router } from "./procedure.ts";
import { viewChecks } from "./server-check-views.ts";
import { viewServer, viewServers } from "./server-views.ts";

const byId = z.strictObject({ id: z.int() });

export const serversRouter = router({
  list: procedure
    .input(z.strictObject({ archived: z.boolean().default(false) }).optional())
    .query(({ ctx: context, input }) => viewServers(context.store.read, input?.archived ?? false)),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      viewServer(context.store.read, await serverOrError(context.store.read, input.id)),
    ),

  create: procedure
    .input(serverInput)
    .mutation(async ({ ctx: context, input }) => ({ id: await createServer(context, input) })),

  update: procedure
    .input(z.strictObject({ id: z.int(), server: serverInput }))
    .mutation(async ({ ctx: context, input }) => {
      await changeServer(context, input.id, input.server);
      context.servers?.drop(input.id);
      context.queued();
      return {};
    }),

  /** How many executions may be under way on it at once; null: as many as there are. */
  limit: procedure
    .input(z.strictObject({ id: z.int(), concurrency: atOnce.nullable() }))
    .mutation(async ({ ctx: context, input }) => {
      await limitServer(context, input.id, input.concurrency);
      context.queued();
      return {};
    }),

  /** How it was over time: as many points as can be drawn, each the last of its stretch. */
  checks: procedure
    .input(z.strictObject({ id: z.int(), sinceMs: z.int().min(0) }))
    .query(async ({ ctx: context, input }) =>
      viewChecks(context.store.read, input.id, input.sinceMs, context.clock.now()),
    ),

  /** What the OpenSSH client of this user knows, beside what is here. */
  importPreview: procedure
    .input(importPreviewInput)
    .query(({ ctx: context, input }) => previewImport(context.store.read, input)),

  import: procedure.input(importInput).mutation(async ({ ctx: context, input }) => importServers(context, input)),

  /** Forgets the accepted host key, so that the next test shows what the server has and asks. */
  forgetKey: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await forgetHostKey(context, input.id);
    context.servers?.drop(input.id);
    return {};
  }),

  /** Which key and certificate it has: their public parts alone. */
  credential: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      describeCredential(context.vault, await serverOrError(context.store.read, input.id), context.clock.now()),
    ),

  test: procedure.input(byId).mutation(({ ctx: context, input }) => testServer(context, input.id)),

  trust: procedure.input(z.strictObject({ id: z.int(), fingerprint })).mutation(async ({ ctx: context, input }) => {
    await trustServer(context, input.id, input.fingerprint);
    context.servers?.drop(input.id);
    return {};
  }),

  archive: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await archiveServer(context, input.id);
    context.servers?.drop(input.id);
    return {};
  }),

  /** What archiving it would take away. */
  impact: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      archiveImpact(context.store.read, await serverOrError(context.store.read, input.id)),
    ),

  /** The events that run on it, by its name or by a group. */
  events: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      eventsOnServer(context.store.read, await serverOrError(context.store.read, input.id)),
    ),

  /** Takes it back into use; its key or password is given once more, as the vault has it no longer. */
  restore: procedure
    .input(z.strictObject({ id: z.int(), authentication: authentication.optional() }))
    .mutation(async ({ ctx: context, input }) => {
      await restoreServer(context, input.id, input.authentication);
      context.queued();
      return {};
    }),
});
