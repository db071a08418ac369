import type { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { nextTurn } from "../../base/clock.ts";
import {
  createFrameReader,
  encodeCredit,
  encodeFrame,
  frameTypes,
  longestPayload,
  padding,
  windowBytes,
  type Frame,
} from "./relay-frames.ts";
import { connectionsAtOnce } from "./relay-program.ts";
import { createRelaySession } from "./relay-session.ts";

/** A session that is greeted already, and the frames it sends. */
function openSession() {
  const sent: Frame[] = [];
  const accepted: Duplex[] = [];
  const reader = createFrameReader();
  let greetings = 0;
  let readyCount = 0;
  let failure: Error | undefined;
  let padded = 0;
  const session = createRelaySession({
    send: (bytes) => {
      if (bytes === padding) padded += 1;
      sent.push(...reader.push(bytes));
    },
    greeting: () => Buffer.alloc(16, (greetings += 1)),
    accept: (connection) => accepted.push(connection),
    ready: () => {
      readyCount += 1;
    },
    failed: (error) => {
      failure = error;
    },
  });
  const push = (type: Frame["type"], connection: number, payload: Uint8Array = Buffer.alloc(0)): void => {
    session.push(encodeFrame(type, connection, payload));
  };
  const answer = (): void => {
    push(frameTypes.hello, 0, Buffer.alloc(16, greetings));
  };
  session.greet(true);
  answer();
  const sentOf = (type: Frame["type"], connection: number): readonly Frame[] =>
    sent.filter((frame) => frame.type === type && frame.connection === connection);
  const dataTo = (connection: number): number =>
    sentOf(frameTypes.data, connection).reduce((sum, { payload }) => sum + payload.length, 0);
  return {
    session,
    push,
    answer,
    accepted,
    sent,
    sentOf,
    dataTo,
    seen: () => ({ greetings, readyCount, padded, failure }),
  };
}

describe("a session with a relay", () => {
  it("carries a question and its answer, each direction ended by itself", async () => {
    const { push, accepted, sentOf } = openSession();
    push(frameTypes.open, 1);
    push(frameTypes.data, 1, Buffer.from("quest"));
    push(frameTypes.data, 1, Buffer.from("ion"));
    push(frameTypes.end, 1);
    const [connection] = accepted;
    const asked = await connection?.toArray();
    expect(Buffer.concat(asked as Buffer[]).toString()).toBe("question");
    connection?.end("answer");
    await nextTurn();
    expect(sentOf(frameTypes.data, 1).map(({ payload }) => payload.toString())).toEqual(["answer"]);
    expect(sentOf(frameTypes.end, 1)).toHaveLength(1);
    expect(sentOf(frameTypes.reset, 1)).toEqual([]);
  });

  it("sends no more than a window ahead, in parts, and others are not held up", async () => {
    const { push, accepted, sentOf, dataTo } = openSession();
    push(frameTypes.open, 1);
    push(frameTypes.open, 2);
    const [slow, quick] = accepted;
    let isTaken = false;
    slow?.write(Buffer.alloc(windowBytes + 10_000), () => {
      isTaken = true;
    });
    quick?.write("at once");
    await nextTurn();
    expect([dataTo(1), isTaken, dataTo(2)]).toEqual([windowBytes, false, "at once".length]);
    expect(Math.max(...sentOf(frameTypes.data, 1).map(({ payload }) => payload.length))).toBe(longestPayload);
    push(frameTypes.credit, 1, encodeCredit(1, 4_000).subarray(8, 12));
    expect([dataTo(1), isTaken]).toEqual([windowBytes + 4_000, false]);
    push(frameTypes.credit, 1, encodeCredit(1, 6_000).subarray(8, 12));
    await nextTurn();
    expect([dataTo(1), isTaken]).toEqual([windowBytes + 10_000, true]);
  });

  it("gives credit for what is read, and none for what is not", async () => {
    const { push, accepted, sentOf } = openSession();
    push(frameTypes.open, 1);
    for (let part = 0; part < 2; part += 1) push(frameTypes.data, 1, Buffer.alloc(longestPayload));
    expect(sentOf(frameTypes.credit, 1)).toEqual([]);
    accepted[0]?.resume();
    await nextTurn();
    const given = sentOf(frameTypes.credit, 1).reduce((sum, { payload }) => sum + payload.readUInt32BE(), 0);
    expect(given).toBe(2 * longestPayload);
  });

  it("ends a connection whose relay disregards the window", () => {
    const { push, accepted, sentOf } = openSession();
    push(frameTypes.open, 1);
    for (let part = 0; part < 8; part += 1) push(frameTypes.data, 1, Buffer.alloc(longestPayload));
    expect(accepted[0]?.destroyed).toBe(true);
    expect(sentOf(frameTypes.reset, 1)).toHaveLength(1);
  });

  it("takes no more connections at once than the relay can have, and those it is done with", () => {
    const { push, accepted, sentOf } = openSession();
    for (let number = 1; number <= 2 * connectionsAtOnce + 1; number += 1) push(frameTypes.open, number);
    expect(accepted).toHaveLength(2 * connectionsAtOnce);
    expect(sentOf(frameTypes.reset, 2 * connectionsAtOnce + 1)).toHaveLength(1);
    accepted[0]?.destroy();
    push(frameTypes.open, 1_000);
    expect(accepted).toHaveLength(2 * connectionsAtOnce + 1);
  });

  it("breaks the connections of a relay that begins anew or makes no sense, and greets it with padding", () => {
    for (const nonsense of [encodeFrame(frameTypes.lost, 0), Buffer.alloc(100, 0xee)]) {
      const { session, push, answer, accepted, seen } = openSession();
      push(frameTypes.open, 1);
      session.push(nonsense);
      expect(accepted[0]?.destroyed).toBe(true);
      expect(seen()).toMatchObject({ greetings: 2, readyCount: 1, padded: 1 });
      push(frameTypes.open, 2);
      expect(accepted).toHaveLength(1);
      answer();
      push(frameTypes.open, 3);
      expect(accepted).toHaveLength(2);
      expect(seen()).toMatchObject({ readyCount: 2, failure: undefined });
    }
  });

  it("gives up on one that never makes sense", () => {
    const { session, answer, seen } = openSession();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      session.push(Buffer.alloc(100, 0xee));
      answer();
    }
    expect(seen().failure?.message).toContain("understood");
  });
});
