import { expect, test } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { EngineRefusal } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import { createRelayPool } from "./relay-pool.ts";

test("a run that is not wanted any more does not wait for its relay, and what was made of that is removed", async () => {
  const created = Promise.withResolvers<void>();
  const removed: string[] = [];
  const asked: Partial<Engine> = {
    create: () => created.promise,
    attach: () => Promise.reject(new EngineRefusal(404, "no such container")),
    remove: (name) => Promise.resolve(void removed.push(name)),
    removeNetwork: () => Promise.resolve(),
  };
  const pool = createRelayPool({
    relay: {
      engine: asked as Engine,
      clock: systemClock,
      owner: "us",
      image: "some/relay",
      greeting: () => new Uint8Array(16),
      fraction: () => 0,
    },
    logger: silentLogger,
    nameRelay: () => "relay 1",
    size: 0,
  });
  const unwanted = new AbortController();
  const opening = pool.take("none", "execution 1").open(unwanted.signal);
  const reason = new Error("it is to be stopped");
  unwanted.abort(reason);
  await expect(opening).rejects.toBe(reason);
  expect(removed).toEqual([]);
  created.resolve();
  await pool.close();
  expect(removed).toEqual(["relay 1"]);
});
