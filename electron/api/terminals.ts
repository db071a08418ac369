import { Buffer } from "node:buffer";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { remedyOf } from "../../shared/failure.ts";
import { longestTypingBytes, terminalSize, type TerminalView } from "../../shared/terminal.ts";
import { serverOrError } from "../definitions/save-server.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { findConnection } from "../queue/server-connection.ts";
import type { ApiContext } from "./context.ts";
import { procedure, router, runningProcedure } from "./procedure.ts";
import { createWakeUp } from "./wake-up.ts";

const terminalId = z.string().min(1).max(100);
const byId = z.strictObject({ id: terminalId });
/** A client names itself, so that it is known again when it comes back on another pipe. */
const follower = z.string().min(1).max(100);
/** Base64 takes four characters for three bytes. */
const typed = z.base64().max(Math.ceil(longestTypingBytes / 3) * 4);

async function connectionTo(context: ApiContext, serverId: number): Promise<ServerConnection> {
  const server = await serverOrError(context.store.read, serverId);
  if (server.archived_at !== null) {
    throw new CroniumError("conflict", `${server.name} is archived`, { remedy: "Restore it first." });
  }
  const found = await findConnection(context.store.read, context.vault, server);
  if (found.ok) return found.server;
  throw new CroniumError("unavailable", found.failure.message, { remedy: remedyOf(found.failure) });
}

/** Shells on servers, to be typed into. */
export const terminalsRouter = router({
  list: procedure.query(({ ctx: context }): readonly TerminalView[] => context.terminals.list()),

  /** Opens a login shell; answers once it is there. */
  open: runningProcedure
    .input(z.strictObject({ serverId: z.int(), size: terminalSize }))
    .mutation(async ({ ctx: context, input, signal }) =>
      context.terminals.open(await connectionTo(context, input.serverId), input.size, signal),
    ),

  /** Another shell in a terminal whose shell is gone; the text of the first stays above. */
  reopen: runningProcedure
    .input(z.strictObject({ id: terminalId, size: terminalSize }))
    .mutation(async ({ ctx: context, input, signal }) => {
      const server = await connectionTo(context, context.terminals.serverOf(input.id));
      return context.terminals.reopen(input.id, server, input.size, signal);
    }),

  /** What was typed: base64 of bytes. Answers when there is room for more; wait for it, that keeps the order. */
  write: runningProcedure
    .input(z.strictObject({ id: terminalId, data: typed }))
    .mutation(async ({ ctx: context, input, signal }) => {
      await context.terminals.write(input.id, Buffer.from(input.data, "base64"), signal);
      return {};
    }),

  resize: runningProcedure
    .input(z.strictObject({ id: terminalId, size: terminalSize }))
    .mutation(({ ctx: context, input }) => {
      context.terminals.resize(input.id, input.size);
      return {};
    }),

  /** What would end with the shell: names of programs, of the foreground first. Without `names` that cannot be told. */
  programs: runningProcedure
    .input(byId)
    .query(async ({ ctx: context, input, signal }): Promise<{ readonly names?: readonly string[] }> => {
      const names = await context.terminals.programs(input.id, signal);
      return names === undefined ? {} : { names };
    }),

  /** Ends the shell and forgets the terminal. */
  close: runningProcedure.input(byId).mutation(({ ctx: context, input }) => {
    context.terminals.close(input.id);
    return {};
  }),

  /** Output up to `end` has been shown: more may come. Without it a client gets no more than a few hundred kilobytes. */
  acknowledge: runningProcedure
    .input(z.strictObject({ id: terminalId, follower, end: z.int().min(0) }))
    .mutation(({ ctx: context, input }) => {
      context.terminals.acknowledge(input.id, input.follower, input.end);
      return {};
    }),

  /** What the terminal shows, from an offset on or from where the client was cut off. Ends when it is closed. */
  follow: runningProcedure
    .input(
      z.strictObject({
        id: terminalId,
        follower,
        from: z.int().min(0).default(0),
        lastEventId: z.string().regex(/^\d+$/).nullish(),
      }),
    )
    .subscription(async function* ({ ctx: { terminals }, input, signal }) {
      const { id, follower: name, from, lastEventId } = input;
      const wakeUp = createWakeUp();
      const reading = terminals.follow(id, name, Number(lastEventId ?? from), wakeUp.wake);
      try {
        while (signal?.aborted !== true) {
          const next = reading.next();
          if (next !== undefined) yield tracked(String(next.end), next.frame);
          else if (terminals.list().some((view) => view.id === id)) await wakeUp.wait(signal);
          else return;
        }
      } finally {
        reading.leave();
      }
    }),
});
