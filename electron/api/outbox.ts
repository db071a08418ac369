import { z } from "zod";
import { messageFilter, type JobConsequences, type MessagePage } from "../../shared/outbox.ts";
import { causingJobId } from "../outbox/follow-up.ts";
import { giveUpMessage, messageOrError, redeliverMessage } from "../outbox/message-actions.ts";
import { findJob } from "../store/jobs.ts";
import { countMessages, listMessages, markMessagesRead } from "../store/outbox.ts";
import { summariseMessage, viewMessage } from "./outbox-views.ts";
import { procedure, router } from "./procedure.ts";

const messageId = z.string().min(1).max(200);
const byId = z.strictObject({ id: messageId });
/** A job causes as many messages as its event has actions, and a few notices. */
const mostOfOneJob = 500;

export const outboxRouter = router({
  list: procedure.input(messageFilter.optional()).query(async ({ ctx: context, input }): Promise<MessagePage> => {
    const query = input ?? messageFilter.parse({});
    const rows = await listMessages(context.store.read, query);
    const page = rows.slice(0, query.limit);
    return { messages: page.map(summariseMessage), next: rows.length > query.limit ? page.at(-1)?.id : undefined };
  }),

  counts: procedure.query(({ ctx: context }) => countMessages(context.store.read)),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) => viewMessage(await messageOrError(context.store.read, input.id))),

  /** What a job followed from, and what followed from it. */
  ofJob: procedure
    .input(z.strictObject({ jobId: z.string().max(100) }))
    .query(async ({ ctx: context, input }): Promise<JobConsequences> => {
      const { read } = context.store;
      const filter = messageFilter.parse({ jobId: input.jobId, limit: mostOfOneJob });
      const caused = (await listMessages(read, filter)).slice(0, mostOfOneJob).map(summariseMessage);
      const causeId = causingJobId((await findJob(read, input.jobId))?.idempotency_key ?? null);
      if (causeId === undefined) return { causedBy: undefined, caused };
      return { causedBy: { jobId: causeId, eventName: (await findJob(read, causeId))?.event_name }, caused };
    }),

  redeliver: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await redeliverMessage(context.store.write, input.id, context.clock.now());
    context.changes.announce({ noun: "message", id: input.id });
    context.messagesWaiting();
    return {};
  }),

  /** @returns whether it was being delivered at that moment: then it may have arrived */
  dismiss: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    const mayHaveArrived = context.isDelivering(input.id);
    await giveUpMessage(context.store.write, input.id, context.clock.now());
    context.changes.announce({ noun: "message", id: input.id });
    return { mayHaveArrived };
  }),

  markRead: procedure
    .input(z.strictObject({ ids: z.array(messageId).min(1).max(500) }))
    .mutation(async ({ ctx: context, input }) => {
      await markMessagesRead(context.store.write, input.ids, context.clock.now());
      context.changes.announce({ noun: "message" });
      return {};
    }),
});
