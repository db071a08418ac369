import { expect, test } from "vitest";
import { silentLogger } from "../../../base/logger.ts";
import { createFakeClock } from "../../../testing/fake-clock.ts";
import { LinkLostError } from "../../spool/command-channel.ts";
import { addressText, parseAddress } from "./address-file.ts";
import type { Door, DoorAddress } from "./open-door.ts";
import { tendTunnel } from "./tunnel.ts";

interface LosableDoor extends Door {
  lose(): void;
  readonly isClosed: () => boolean;
}

function door(port: number, socket?: string): LosableDoor {
  const gone = Promise.withResolvers<void>();
  let closed = false;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    socket,
    closed: gone.promise,
    close() {
      closed = true;
      gone.resolve();
    },
    lose: gone.resolve,
    isClosed: () => closed,
  };
}

const common = { serverName: "far", logger: silentLogger };

test("a lost door is opened again at its port; where that cannot be had, the script is told of the other", async () => {
  const clock = createFakeClock(0);
  const [first, second, third, fourth] = [door(1000), door(1000), door(2000), door(2000, "/doors/a.1")];
  const answers: (Door | Error)[] = [second, new LinkLostError("gone"), new LinkLostError("gone"), third, fourth];
  const asked: string[] = [];
  const told: string[] = [];
  const ended = new AbortController();
  const wordsOf = ({ url, socket = "-" }: DoorAddress): string => `${url.slice(-4)} ${socket}`;
  const tending = tendTunnel(
    {
      ...common,
      clock,
      open(known) {
        asked.push(wordsOf(known));
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Error) return Promise.reject(answer ?? new Error("nobody asks"));
        return Promise.resolve(answer);
      },
      moved(address) {
        told.push(wordsOf(address));
        return Promise.resolve(true);
      },
      ended: ended.signal,
    },
    first,
    first,
  );
  first.lose();
  await clock.advance(0);
  expect([asked, told]).toEqual([["1000 -"], []]);
  second.lose();
  await clock.advance(10_000);
  expect(asked).toEqual(["1000 -", "1000 -", "1000 -", "1000 -"]);
  expect(told).toEqual(["2000 -"]);
  // A socket of its own is told, too.
  third.lose();
  await clock.advance(0);
  expect([asked.at(-1), told.at(-1)]).toEqual(["2000 -", "2000 /doors/a.1"]);
  expect(fourth.isClosed()).toBe(false);
  ended.abort();
  await tending;
  expect(fourth.isClosed()).toBe(true);
});

test("a door whose script is gone is closed", async () => {
  const other = door(2000);
  await tendTunnel(
    {
      ...common,
      clock: createFakeClock(0),
      open: () => Promise.resolve(other),
      moved: () => Promise.resolve(false),
      ended: new AbortController().signal,
    },
    undefined,
    { url: "http://127.0.0.1:1000", socket: undefined },
  );
  expect(other.isClosed()).toBe(true);
});

test("an address is written as the library beside the script reads it", () => {
  for (const text of ["http://a:1 http://a:2\n", "http://a:1 http://a:2 -\n", "http://a:1 http://a:2 /doors/a.1\n"]) {
    const address = parseAddress(text);
    expect(address && addressText(address)).toBe(text);
  }
  expect(parseAddress("http://a:1 http://a:2 -")).toMatchObject({ socket: undefined, knowsSockets: true });
  expect(parseAddress("")).toBeUndefined();
});
