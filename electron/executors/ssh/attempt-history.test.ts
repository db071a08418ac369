import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { sampleServer as server } from "../../testing/sample-server.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import type { FailureReason } from "../../../shared/failure.ts";
import { createAttemptHistory } from "./attempt-history.ts";

const { signal } = new AbortController();
const fail = (reason: FailureReason) => () => Promise.reject(new UnreachableError({ reason, message: "no" }));

it("lets attempts that failed wait longer and longer, and forgets them with a success", async () => {
  const clock = createFakeClock(0);
  const history = createAttemptHistory(clock);
  const begun: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    let isSettled = false;
    const connect = (): Promise<string> => {
      begun.push(clock.elapsed());
      return turn < 7 ? fail("connect_failed")() : Promise.resolve("there");
    };
    const settle = (): void => {
      isSettled = true;
    };
    history.attempt("way", server, signal, connect).then(settle, settle);
    await clock.advance(0);
    while (!isSettled) await clock.advance(250);
  }
  const pauses = begun.slice(1).map((at, number) => at - (begun[number] ?? 0));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  await expect(history.attempt("way", server, signal, () => Promise.resolve("at once"))).resolves.toBe("at once");
});

it("asks a server that refused us no more, until something about it has changed", async () => {
  const history = createAttemptHistory(createFakeClock(0));
  await expect(history.attempt("way", server, signal, fail("authentication_failed"))).rejects.toThrow("no");
  let asked = 0;
  const ask = () => history.attempt("way", server, signal, () => Promise.resolve((asked += 1)));
  await expect(ask()).rejects.toThrow("no");
  expect(asked).toBe(0);
  await expect(history.attempt("another way", server, signal, () => Promise.resolve("there"))).resolves.toBe("there");
  history.forget(server.id);
  await expect(ask()).resolves.toBe(1);
});

it("asks again with an agent, whose keys change behind our back", async () => {
  const clock = createFakeClock(0);
  const history = createAttemptHistory(clock);
  const byAgent: ServerConnection = { ...server, credential: { kind: "agent" } };
  await expect(history.attempt("way", byAgent, signal, fail("authentication_failed"))).rejects.toThrow("no");
  await clock.advance(250);
  await expect(history.attempt("way", byAgent, signal, () => Promise.resolve("there"))).resolves.toBe("there");
});
