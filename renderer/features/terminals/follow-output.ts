import type { useApiClient } from "../../bridge/api.tsx";
import { toProblem } from "../../bridge/problem.ts";
import { bytesOf } from "../../ui/log-pane/bytes-of.ts";

export type ApiClient = ReturnType<typeof useApiClient>;

/** So much is dealt with between two words to the core that it may send more, bytes. */
const acknowledgeEvery = 64 * 1024;

/** It ends with the program that held it. */
export const goneWords = "Closed elsewhere, or ended with a restart of Cronium";

export interface OutputTaker {
  /** Shows bytes; calls back once they are shown. `isReplay`: they were shown before, perhaps to another page. */
  readonly show: (bytes: Uint8Array, isReplay: boolean, shown: () => void) => void;
  /** So many bytes are too old to be kept. */
  readonly passOver: (bytes: number) => void;
  /** The shell is gone; its last line says so. */
  readonly closed: (message: string) => void;
  /** The terminal itself is gone, or cannot be followed any more. */
  readonly gone: (message: string) => void;
}

/**
 * Follows what a terminal shows, from its beginning; goes on by itself after the line to the core was lost. Tells the
 * core what has been shown, so that it sends no more than can be.
 * @param replayEnd offset up to which the output is from before
 * @returns ends it
 */
export function followOutput(client: ApiClient, id: string, replayEnd: number, taker: OutputTaker): () => void {
  const follower = `page-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  let acknowledged = 0;
  const subscription = client.terminals.follow.subscribe(
    { id, follower },
    {
      onData({ data: frame }) {
        if (frame.kind === "gap") taker.passOver(frame.bytes);
        else if (frame.kind === "closed") taker.closed(frame.message);
        else {
          const bytes = bytesOf(frame.data);
          taker.show(bytes, frame.end <= replayEnd, () => {
            if (frame.end - acknowledged < acknowledgeEvery) return;
            acknowledged = frame.end;
            // When the line is down this is lost: whoever comes back begins with nothing owed.
            client.terminals.acknowledge.mutate({ id, follower, end: frame.end }).catch(() => undefined);
          });
        }
      },
      onError(error) {
        const { code, message } = toProblem(error);
        taker.gone(code === "not_found" ? goneWords : message);
      },
      onComplete() {
        taker.gone(goneWords);
      },
    },
  );
  return () => {
    subscription.unsubscribe();
  };
}
