import type { Client } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError } from "../spool/command-channel.ts";

/** A server that accepts a connection answers what is asked on it within this, milliseconds. */
const answerLimitMs = 15_000;

/**
 * Asks a server something over a connection. When it does not answer in time the connection is closed: it is dead.
 * @param ask hands its answer to the one function, which takes it at once and tells whether anybody still waits for it,
 * or its failure to the other
 * @throws LinkLostError when the connection is no more, or does not answer within 15 s
 */
export function awaitAnswer<T>(
  client: Client,
  clock: Clock,
  ask: (answer: (take: () => T) => boolean, fail: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (settleNow: () => void): boolean => {
      if (isSettled) return false;
      isSettled = true;
      cancel();
      client.removeListener("close", lose);
      settleNow();
      return true;
    };
    const fail = (error: Error): void => {
      settle(() => {
        reject(error);
      });
    };
    const lose = (): void => {
      fail(new LinkLostError("The connection was lost"));
    };
    const cancel = clock.after(answerLimitMs, () => {
      lose();
      client.destroy();
    });
    client.once("close", lose);
    try {
      ask(
        (take) =>
          settle(() => {
            resolve(take());
          }),
        fail,
      );
    } catch (error) {
      // The library throws when the connection has just gone.
      fail(new LinkLostError("The connection was lost", error));
    }
  });
}
