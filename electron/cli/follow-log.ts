import type { LogStream } from "../../shared/words.ts";
import { createWakeUp } from "../api/wake-up.ts";
import type { Client } from "./connect.ts";

export interface LogChunk {
  readonly stream: LogStream;
  /** When the bytes arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly bytes: Buffer;
}

/** How much of a log is fetched at once, bytes. */
const pageBytes = 262_144;

/**
 * The log of an execution from its beginning, exactly and in order; each page is asked for when the one before it has
 * been dealt with. With `follow` it goes on until the execution has ended or `signal` aborts.
 */
export async function* readWholeLog(
  client: Client,
  executionId: string,
  options: { readonly follow: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<LogChunk, void, void> {
  const wakeUp = createWakeUp();
  let failure: unknown;
  const watch = options.follow
    ? client.logs.watch.subscribe(
        { executionId },
        {
          onData: wakeUp.wake,
          onError: (error) => {
            failure = error;
            wakeUp.wake();
          },
        },
      )
    : undefined;
  try {
    let offset = 0;
    for (;;) {
      const page = await client.logs.read.query({ executionId, offset, limit: pageBytes });
      for (const { stream, atMs, data } of page.parts) yield { stream, atMs, bytes: Buffer.from(data, "base64") };
      if (page.next > offset) {
        offset = page.next;
        continue;
      }
      if (page.ended || !options.follow || options.signal?.aborted === true) return;
      await wakeUp.wait(options.signal);
      if (failure !== undefined) throw failure as Error;
    }
  } finally {
    watch?.unsubscribe();
  }
}
