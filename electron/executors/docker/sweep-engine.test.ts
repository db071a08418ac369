import { expect, test } from "vitest";
import { silentLogger } from "../../base/logger.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import { relayRole } from "./relay-spec.ts";
import { sweepEngine, type EngineSweep } from "./sweep-engine.ts";

/** An engine with two scripts' containers, their relays, and a network of each; `refuse` says what it does not remove. */
function sweepOf(refuse: (name: string) => Error | undefined) {
  const asked: string[] = [];
  const remove = (name: string): Promise<void> => {
    asked.push(name);
    const refusal = refuse(name);
    return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
  };
  const numbers = ["1", "2"];
  const engine: EngineSweep["engine"] = {
    remove,
    removeNetwork: (name) => remove(`${name} net`),
    networks: () => Promise.resolve(numbers.map((at) => ({ id: at, name: `relay ${at}`, subnets: [], owner: "us" }))),
    containersOf: () =>
      Promise.resolve(
        numbers.flatMap((at) => [
          { id: `script ${at}`, name: "", executionId: at, role: undefined, networkMode: `container:relay ${at}` },
          { id: "", name: `relay ${at}`, executionId: undefined, role: relayRole, networkMode: "none" },
        ]),
      ),
  };
  const pool = { isWaiting: () => false, executionOf: () => undefined };
  return {
    asked,
    done: sweepEngine({ engine, owner: "us", pool, logger: silentLogger }, () => Promise.resolve(false)),
  };
}

test("what the engine does not let go keeps nothing else from being removed", async () => {
  const { done, asked } = sweepOf((name) => (name === "script 1" ? new EngineRefusal(500, "device busy") : undefined));
  expect(await done).toEqual(["2"]);
  // Its relay stays with it, for the next sweep.
  expect(asked).toEqual(["script 1", "script 2", "relay 2", "relay 2 net", "relay 2 net"]);
});

test("an engine that says nothing is not asked on", async () => {
  const silence = new EngineUnreachable("gone", undefined);
  const { done, asked } = sweepOf(() => silence);
  await expect(done).rejects.toBe(silence);
  expect(asked).toEqual(["script 1"]);
});
