import { EventEmitter } from "node:events";
import type { Client } from "ssh2";
import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { openForward } from "./open-forward.ts";

/** A connection to a server that opens doors at port 4711, and is told by `answer` when it has closed one. */
function fakeClient() {
  const events = new EventEmitter();
  let answer = (): void => undefined;
  const client = Object.assign(events, {
    forwardIn: (_address: string, _port: number, done: (error: undefined, port: number) => void) => {
      done(undefined, 4_711);
    },
    unforwardIn: (_address: string, _port: number, done?: () => void) => {
      answer = () => done?.();
    },
  }) as unknown as Client;
  return {
    client,
    events,
    answer: () => {
      answer();
    },
  };
}

it("refuses who knocks while a door is being closed: nobody else would answer", async () => {
  const { client, events, answer } = fakeClient();
  const place = { client, serverName: "far", clock: createFakeClock(0) };
  const door = await openForward(
    place,
    () => undefined,
    () => undefined,
  );
  door.close();
  let refusals = 0;
  const knock = (): void => {
    const details = { destPort: 4_711, srcIP: "127.0.0.1" };
    events.emit(
      "tcp connection",
      details,
      () => undefined,
      () => (refusals += 1),
    );
  };
  knock();
  expect(refusals).toBe(1);
  answer();
  expect(events.listenerCount("tcp connection")).toBe(0);
});
