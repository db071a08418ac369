import { z } from "zod";
import { eventInput } from "../../shared/event.ts";
import { eventStatuses } from "../../shared/words.ts";
import { changeEventStatus, removeEvent, resetCounters } from "../definitions/event-life.ts";
import { changeEvent, createEvent, eventOrError } from "../definitions/save-event.ts";
import { runEvent } from "../queue/run-event.ts";
import { summariseEvents, viewEvent } from "./event-views.ts";
import { procedure, router } from "./procedure.ts";

/** Linux takes at most 128 KiB for one environment variable with its name. */
const largestInputBytes = 100_000;

const byId = z.strictObject({ id: z.int() });

export const eventsRouter = router({
  list: procedure
    .input(
      z
        .strictObject({
          status: z.enum(eventStatuses).optional(),
          search: z.string().max(200).optional(),
          tag: z.string().optional(),
        })
        .optional(),
    )
    .query(({ ctx: context, input }) => summariseEvents(context.store.read, input ?? {})),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      viewEvent(context.store.read, await eventOrError(context.store.read, input.id)),
    ),

  create: procedure
    .input(eventInput)
    .mutation(async ({ ctx: context, input }) => ({ id: await createEvent(context, input) })),

  update: procedure
    .input(z.strictObject({ id: z.int(), version: z.int(), event: eventInput }))
    .mutation(async ({ ctx: context, input }) => ({
      id: input.id,
      version: await changeEvent(context, input.id, input.version, input.event),
    })),

  setStatus: procedure
    .input(z.strictObject({ id: z.int(), status: z.enum(eventStatuses) }))
    .mutation(async ({ ctx: context, input }) => {
      await changeEventStatus(context, input.id, input.status);
      return {};
    }),

  resetCounters: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await resetCounters(context, input.id);
    return {};
  }),

  remove: procedure.input(byId).mutation(async ({ ctx: context, input }) => {
    await removeEvent(context, input.id, context.dataDirectory);
    return {};
  }),

  run: procedure
    .input(
      z.strictObject({
        id: z.int(),
        /** Handed to the script as JSON in CRONIUM_INPUT. */
        input: z
          .json()
          .refine(
            (value) => Buffer.byteLength(JSON.stringify(value)) <= largestInputBytes,
            "the input has at most 100,000 bytes of JSON",
          )
          .optional(),
        /** Only these of the event's servers; all when absent. */
        serverIds: z.array(z.int()).min(1).optional(),
        /** The same key never makes a second job. */
        idempotencyKey: z.string().min(1).max(200).optional(),
      }),
    )
    .mutation(async ({ ctx: context, input }) => {
      const event = await eventOrError(context.store.read, input.id);
      const jobId = await runEvent(context.store.write, context.ids, event, { ...input, now: context.clock.now() });
      context.changes.announce({ noun: "job", id: jobId });
      context.queued();
      return { jobId };
    }),
});
