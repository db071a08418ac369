import { better, defineQueue } from "plainjob";
import type { Connection } from "../electron/store/connection.ts";
import { definition, type QueueUnderTest } from "./queue-under-test.ts";

const type = "bench";
const silent = (): void => undefined;

export interface PlainjobQueue extends QueueUnderTest {
  close(): void;
}

/**
 * plainjob, with its own tables on a connection of its own. It sets `synchronous=NORMAL`, where a power cut may take
 * what was acknowledged; it is set to FULL like the others.
 */
export function openPlainjobQueue(connection: Connection): PlainjobQueue {
  const queue = defineQueue({
    connection: better(connection),
    logger: { error: silent, warn: silent, info: silent, debug: silent },
  });
  connection.pragma("synchronous = FULL");

  function claimAndSettle(): void {
    const job = queue.getAndMarkJobAsProcessing(type);
    if (job === undefined) throw new Error("plainjob had no job to claim");
    queue.markJobAsDone(job.id);
  }
  function one(): void {
    queue.add(type, definition);
    claimAndSettle();
  }
  /** Its calls do not wait: nothing can be asked of it at the same time. */
  function oneByOne(count: number): void {
    for (let index = 0; index < count; index++) one();
  }

  return {
    name: "plainjob",
    one,
    stream: oneByOne,
    clients: oneByOne,
    // It claims and settles one at a time.
    batch(count) {
      queue.addMany(
        type,
        Array.from({ length: count }, () => definition),
      );
      for (let index = 0; index < count; index++) claimAndSettle();
    },
    close() {
      queue.close();
    },
  };
}
