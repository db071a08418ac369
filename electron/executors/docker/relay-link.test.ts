import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { systemClock } from "../../base/clock.ts";
import type { Engine } from "./engine.ts";
import { frame } from "./framing-samples.ts";
import { encodeFrame, frameTypes } from "./relay-frames.ts";
import { openRelayLink } from "./relay-link.ts";

test("a script that is faster than the engine's answer is served once somebody serves", async () => {
  const greeting = Buffer.alloc(16, 7);
  const say = (type: Parameters<typeof encodeFrame>[0], connection: number, payload?: Uint8Array): void => {
    stream.push(frame("stdout", encodeFrame(type, connection, payload)));
  };
  const stream: Duplex = new Duplex({
    read: () => undefined,
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const engine: Partial<Engine> = { attach: () => Promise.resolve(stream) };
  const link = await openRelayLink(
    { engine: engine as Engine, clock: systemClock, greeting: () => greeting },
    "r",
    true,
  );
  say(frameTypes.hello, 0, greeting);
  say(frameTypes.open, 1);
  say(frameTypes.data, 1, Buffer.from("early"));
  await link.ready;
  const taken = Promise.withResolvers<Duplex>();
  link.serve((connection) => {
    taken.resolve(connection);
  });
  const connection = await taken.promise;
  expect(String(connection.read())).toBe("early");
  link.close();
  await link.closed;
  expect(connection.destroyed).toBe(true);
});
