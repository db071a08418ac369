import { z } from "zod";
import type { ExecutionHandle } from "../executor.ts";
import { containerName } from "./container-spec.ts";

/** What is committed about a run: enough for a later process to find its container, and to know if there was one. */
const shape = z.object({
  container: z.string().min(1),
  /** Saved with false before the container is created, with true before it is started. */
  isCreated: z.boolean(),
  /** The relay whose network the container shares; absent: it has none. */
  relay: z.string().min(1).optional(),
  /** What has been done to end it, once that has begun: times by this computer's clock, epoch milliseconds. */
  stop: z
    .object({
      askedAt: z.number(),
      signals: z.array(z.object({ at: z.number(), signal: z.enum(["TERM", "KILL"]) })),
    })
    .optional(),
});
export type DockerHandle = z.infer<typeof shape>;
export type BegunStop = NonNullable<DockerHandle["stop"]>;

export function handleFor(executionId: string, isCreated: boolean, relay?: string): DockerHandle {
  return { container: containerName(executionId), isCreated, ...(relay === undefined ? {} : { relay }) };
}

/** A handle that cannot be read (nothing was saved) means an intent: the name follows from the execution. */
export function readHandle(handle: ExecutionHandle, executionId: string): DockerHandle {
  const parsed = shape.safeParse(handle);
  return parsed.success ? parsed.data : handleFor(executionId, false);
}
