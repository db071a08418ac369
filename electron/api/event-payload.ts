import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import type { EventPayloadPiece } from "../../shared/event-payload.ts";
import { eventOrError } from "../definitions/event-or-error.ts";
import { procedure } from "./procedure.ts";

/** Bytes of one piece: well below what a frame may hold. */
const pieceBytes = 768 * 1024;

export const eventPayloadCalls = {
  /** A piece of the archive that servers are sent of an event, from an offset on. */
  payload: procedure
    .input(z.strictObject({ id: z.int(), version: z.int().min(1).optional(), offset: z.int().min(0).default(0) }))
    .query(async ({ ctx: context, input }): Promise<EventPayloadPiece> => {
      const event = await eventOrError(context.store.read, input.id);
      const version = input.version ?? event.version;
      const payload = await context.payloads.payloadOf(event.id, version);
      if (payload === undefined) {
        throw new CroniumError("not_found", `Version ${String(version)} of “${event.name}” has no archive`, {
          remedy: "Only scripts are packed, and only versions that the event has had.",
        });
      }
      const { sha256, bytes } = payload;
      const next = input.offset + pieceBytes;
      return {
        eventId: event.id,
        version,
        sha256,
        bytes: bytes.length,
        data: Buffer.from(bytes.subarray(input.offset, next)).toString("base64"),
        next: next < bytes.length ? next : undefined,
      };
    }),
};
