import { z } from "zod";
import { eventInput, mostTargets } from "../../shared/event.ts";
import { idempotencyKey } from "../../shared/idempotency.ts";
import { boundedJson } from "../../shared/json-depth.ts";
import { tagText } from "../../shared/plain-text.ts";
import { bulkAction } from "../../shared/event-version.ts";
import { eventStatuses } from "../../shared/words.ts";
import { actOnEvents } from "../definitions/bulk-events.ts";
import { compareVersions, readHistory, readVersion } from "../definitions/event-history.ts";
import { changeEventStatus, removeEvent, resetCounters } from "../definitions/event-life.ts";
import { eventOrError } from "../definitions/event-or-error.ts";
import { rollBackEvent } from "../definitions/roll-back-event.ts";
import { changeEvent, createEvent } from "../definitions/save-event.ts";
import { runEvent } from "../queue/run-event.ts";
import { eventPayloadCalls } from "./event-payload.ts";
import { summariseEvents, viewEvent } from "./event-views.ts";
import { procedure, router } from "./procedure.ts";

/** Half of a frame of the pipe; it is kept with the job. What is too long for the environment, a script asks for. */
const largestInputBytes = 8_000_000;

const byId = z.strictObject({ id: z.int() });
const versionNumber = z.int().min(1);

export const eventsRouter = router({
  list: procedure
    .input(
      z
        .strictObject({
          status: z.enum(eventStatuses).optional(),
          search: z.string().max(200).optional(),
          tag: tagText.optional(),
        })
        .optional(),
    )
    .query(({ ctx: context, input }) => summariseEvents(context.store.read, input ?? {}, context.clock.now())),

  get: procedure
    .input(byId)
    .query(async ({ ctx: context, input }) =>
      viewEvent(context.store.read, await eventOrError(context.store.read, input.id), context.clock.now()),
    ),

  create: procedure
    .input(eventInput)
    .mutation(async ({ ctx: context, input }) => ({ id: await createEvent(context, input) })),

  update: procedure
    .input(z.strictObject({ id: z.int(), version: z.int(), event: eventInput }))
    .mutation(async ({ ctx: context, input }) => {
      const version = await changeEvent(context, input.id, input.version, input.event);
      // Its limit may have been raised.
      context.queued();
      return { id: input.id, version };
    }),

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

  /** The history, newest first; `next` is the `before` of the page after. */
  versions: procedure
    .input(
      z.strictObject({
        id: z.int(),
        before: versionNumber.optional(),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .query(({ ctx: context, input }) => readHistory(context.store.read, input)),

  version: procedure
    .input(z.strictObject({ id: z.int(), version: versionNumber }))
    .query(({ ctx: context, input }) => readVersion(context.store.read, input.id, input.version)),

  compare: procedure
    .input(
      z.strictObject({
        id: z.int(),
        from: versionNumber,
        to: versionNumber,
        /** Equal lines of the script shown about each that differs. */
        around: z.int().min(0).max(1_000_000).default(3),
      }),
    )
    .query(({ ctx: context, input }) =>
      compareVersions(context.store.read, input.id, input.from, input.to, input.around),
    ),

  rollback: procedure
    .input(z.strictObject({ id: z.int(), version: versionNumber, expectedVersion: versionNumber }))
    .mutation(async ({ ctx: context, input }) => ({
      id: input.id,
      version: await rollBackEvent(context, input.id, input.version, input.expectedVersion),
    })),

  /** The same to several events, each wholly or not at all. */
  ...eventPayloadCalls,

  bulk: procedure
    .input(z.strictObject({ ids: z.array(z.int()).min(1).max(10_000), action: bulkAction }))
    .mutation(({ ctx: context, input }) => actOnEvents(context, input.ids, input.action)),

  run: procedure
    .input(
      z.strictObject({
        id: z.int(),
        /** What the script is given; up to 100 KB of it also stands, as JSON, in CRONIUM_INPUT. */
        input: boundedJson
          .refine(
            (value) => Buffer.byteLength(JSON.stringify(value)) <= largestInputBytes,
            "the input has at most 8,000,000 bytes of JSON",
          )
          .optional(),
        /** Only these of the event's servers; all when absent. */
        serverIds: z.array(z.int()).min(1).max(mostTargets).optional(),
        /** Asked for again under the same key, it gives the same job: `created` is false then. */
        idempotencyKey: idempotencyKey.optional(),
      }),
    )
    .mutation(async ({ ctx: context, input }) => {
      const event = await eventOrError(context.store.read, input.id);
      const asked = await runEvent(context.store.write, context.ids, event, { ...input, now: context.clock.now() });
      if (!asked.created) return asked;
      context.changes.announce({ noun: "job", id: asked.jobId });
      context.queued();
      return asked;
    }),
});
