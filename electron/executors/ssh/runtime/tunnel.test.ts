import { expect, test } from "vitest";
import { silentLogger } from "../../../base/logger.ts";
import { createFakeClock } from "../../../testing/fake-clock.ts";
import type { ServerConnection } from "../../executor.ts";
import { LinkLostError } from "../../spool/command-channel.ts";
import type { Forward } from "../server-access.ts";
import { tendTunnel } from "./tunnel.ts";

const server = { id: 1, name: "far" } as ServerConnection;

interface Door extends Forward {
  lose(): void;
  readonly isClosed: () => boolean;
}

function door(port: number): Door {
  const gone = Promise.withResolvers<void>();
  let closed = false;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    closed: gone.promise,
    close() {
      closed = true;
      gone.resolve();
    },
    lose: gone.resolve,
    isClosed: () => closed,
  };
}

test("a lost door is opened again at its port; where that cannot be had, the script is told of the other", async () => {
  const clock = createFakeClock(0);
  const [first, second, third] = [door(1000), door(1000), door(2000)];
  const answers: (Door | Error)[] = [second, new LinkLostError("gone"), new LinkLostError("gone"), third];
  const asked: (number | undefined)[] = [];
  const told: string[] = [];
  const ended = new AbortController();
  const tending = tendTunnel(
    {
      server,
      clock,
      logger: silentLogger,
      accept: () => undefined,
      access: {
        forward(_server, _accept, _signal, port) {
          asked.push(port);
          const answer = answers.shift();
          if (answer === undefined || answer instanceof Error)
            return Promise.reject(answer ?? new Error("nobody asks"));
          return Promise.resolve(answer);
        },
      },
      moved(url) {
        told.push(url);
        return Promise.resolve(true);
      },
      ended: ended.signal,
    },
    first,
    first.url,
  );
  first.lose();
  await clock.advance(0);
  expect([asked, told]).toEqual([[1000], []]);
  second.lose();
  await clock.advance(10_000);
  expect(asked).toEqual([1000, 1000, 1000, 1000]);
  expect(told).toEqual(["http://127.0.0.1:2000"]);
  expect(third.isClosed()).toBe(false);
  ended.abort();
  await tending;
  expect(third.isClosed()).toBe(true);
});

test("a door whose script is gone is closed", async () => {
  const other = door(2000);
  await tendTunnel(
    {
      server,
      clock: createFakeClock(0),
      logger: silentLogger,
      accept: () => undefined,
      access: { forward: () => Promise.resolve(other) },
      moved: () => Promise.resolve(false),
      ended: new AbortController().signal,
    },
    undefined,
    "http://127.0.0.1:1000",
  );
  expect(other.isClosed()).toBe(true);
});
