import { initTRPC, tracked } from "@trpc/server";
import { z } from "zod";
import { CroniumError, toErrorDetails } from "../../shared/errors.ts";
import type { ServedRouter } from "./served-router.ts";

/** How many items the feed has. */
export const feedLength = 50;
/**
 * The item before which the first, second and later visits to a feed wait for their connection to go. Further on than
 * where a test cuts, so that no cut comes too late and frames may be lost under way.
 */
const feedHolds = [25, 40, feedLength];

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (!signal || signal.aborted) resolve();
    else {
      signal.addEventListener("abort", () => {
        resolve();
      });
    }
  });
}

function createRouter(state: { connections: number; feeds: number; readonly visits: Map<string, number> }) {
  const contract = initTRPC.create({
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, details: toErrorDetails(error.cause ?? error) },
    }),
  });
  const text = z.object({ text: z.string() });
  const resumable = z.object({ name: z.string(), lastEventId: z.string().nullish() });

  return contract.router({
    add: contract.procedure.input(z.object({ a: z.number(), b: z.number() })).query(({ input }) => input.a + input.b),
    connections: contract.procedure.query(() => state.connections),
    /** How many feeds have begun and not ended. */
    feeds: contract.procedure.query(() => state.feeds),
    echo: contract.procedure.input(text).mutation(({ input }) => input.text),
    refuse: contract.procedure.input(text).mutation(({ input }) => {
      throw new CroniumError("conflict", input.text, { remedy: "Choose another name.", field: "name" });
    }),
    /** Never answers. */
    hang: contract.procedure.query(() => new Promise<never>(() => undefined)),
    follow: contract.procedure.input(resumable).subscription(async function* ({ input, signal }) {
      state.feeds += 1;
      try {
        const visit = state.visits.get(input.name) ?? 0;
        state.visits.set(input.name, visit + 1);
        const start = input.lastEventId ? Number(input.lastEventId) + 1 : 0;
        for (let item = start; item < feedLength; item += 1) {
          if (item === feedHolds[visit]) await untilAborted(signal);
          if (signal?.aborted) return;
          yield tracked(String(item), `line ${String(item)}`);
        }
      } finally {
        state.feeds -= 1;
      }
    }),
    /** Gives one item, and then nothing until it is told to stop. */
    idle: contract.procedure.subscription(async function* ({ signal }) {
      state.feeds += 1;
      try {
        yield "started";
        await untilAborted(signal);
      } finally {
        state.feeds -= 1;
      }
    }),
    /** Gives two items and fails. */
    breakOff: contract.procedure.subscription(async function* () {
      yield await Promise.resolve(1);
      yield 2;
      throw new CroniumError("unavailable", "The server went away.");
    }),
  });
}

export type ConformanceRouter = ReturnType<typeof createRouter>;

/** A small router of its own state, by which any pipe can be judged. */
export function createConformanceRouter(): ServedRouter<ConformanceRouter> {
  const state = { connections: 0, feeds: 0, visits: new Map<string, number>() };
  return {
    router: createRouter(state),
    createContext: () => {
      state.connections += 1;
      return {};
    },
  };
}
