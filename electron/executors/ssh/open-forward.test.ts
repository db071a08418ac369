import { EventEmitter, once } from "node:events";
import { PassThrough, type Duplex } from "node:stream";
import type { Client } from "ssh2";
import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { openForward, openSocketForward } from "./open-forward.ts";

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

it("takes who knocks at its socket, and nobody who knocks at another", async () => {
  const events = new EventEmitter();
  const asked: string[] = [];
  const client = Object.assign(events, {
    openssh_forwardInStreamLocal: (path: string, done: (error: null) => void) => {
      asked.push(`open ${path}`);
      done(null);
    },
    openssh_unforwardInStreamLocal: (path: string) => asked.push(`close ${path}`),
  }) as unknown as Client;
  const taken: Duplex[] = [];
  let released = 0;
  const place = { client, serverName: "far", clock: createFakeClock(0) };
  const door = await openSocketForward(
    place,
    "/doors/a.1",
    (connection) => taken.push(connection),
    () => (released += 1),
  );
  const knock = (socketPath: string) =>
    events.emit(
      "unix connection",
      { socketPath },
      () => new PassThrough(),
      () => undefined,
    );
  knock("/doors/b.1");
  knock("/doors/a.1");
  expect(taken).toHaveLength(1);
  door.close();
  await door.closed;
  expect(asked).toEqual(["open /doors/a.1", "close /doors/a.1"]);
  expect(released).toBe(0);
  const gone = once(taken[0] as Duplex, "close");
  taken[0]?.destroy();
  await gone;
  expect(released).toBe(1);
});
