import { STATUS_CODES } from "node:http";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Refusal } from "./refusal.ts";

/** What stands around every answer. */
export function success<Data extends z.ZodType>(data: Data) {
  return z.object({ success: z.literal(true), data });
}

export const failure = z
  .object({
    error: z.string().meta({ description: "The words of the status" }),
    code: z.string().meta({ description: "For programs" }),
    message: z.string().meta({ description: "For people" }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "Failure" });

export const done = success(z.object({ success: z.literal(true) }));

/** The answer to a call that has nothing else to tell. */
export const doneAnswer = { success: true } as const;

export interface FailureAnswer {
  readonly error: string;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function failureAnswer({ status, code, message, details }: Refusal): FailureAnswer {
  return { error: STATUS_CODES[status] ?? "Error", code, message, ...(details === undefined ? {} : { details }) };
}

/** Answers with data that is JSON already, as it is. */
export function sendText(reply: FastifyReply, dataText: string): void {
  void reply.type("application/json; charset=utf-8").send(`{"success":true,"data":${dataText}}`);
}
