import { TRPCError } from "@trpc/server";
import { CroniumError } from "../../shared/errors.ts";

/**
 * What a subscription throws when asking again would not help: whoever listens is told, and does not begin anew as
 * after a failure of the host.
 */
export function finalError(error: unknown): unknown {
  if (!(error instanceof CroniumError)) return error;
  return new TRPCError({ code: "BAD_REQUEST", cause: error, message: error.message });
}
