import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { ExecutionLine } from "./answers.ts";
import type { Client } from "./connect.ts";
import { searchLogs } from "./search-logs.ts";
import { createSession } from "./session.ts";
import { processIo } from "./io.ts";

type Observer = Parameters<Client["logs"]["search"]["subscribe"]>[1];

/** Stands for a host whose connection is lost in the middle of a search, which then begins anew. */
function interruptedClient(): Client {
  const match = (at: number) => ({ at, line: at, text: `found ${String(at)}`, start: 0, length: 5, stream: "stdout" });
  const tell = (observer: Observer, first: boolean, places: readonly number[], total: number): void =>
    observer.onData?.({ first, matches: places.map(match), total, read: 1, size: 1, ended: total === 4 } as never);
  const subscribe = (_input: unknown, observer: Observer): { unsubscribe(): void } => {
    tell(observer, true, [1, 2], 2);
    tell(observer, false, [3], 3);
    tell(observer, true, [1], 1);
    tell(observer, false, [2, 3, 4], 4);
    observer.onComplete?.();
    return { unsubscribe: () => undefined };
  };
  return { logs: { search: { subscribe } } } as unknown as Client;
}

test("a search that a lost connection has begin anew shows each match once", async () => {
  const stdout = new PassThrough();
  const session = createSession({ ...processIo(), stdout, stderr: new PassThrough(), environment: {} }, {});
  const executions = [{ id: "exec_1", target: "local", attempt: 1 } as ExecutionLine];
  const look = { text: "found", regex: false, matchCase: true, limit: 10 };
  const choice = { stream: undefined, raw: false };
  const { signal } = new AbortController();
  await searchLogs(session, interruptedClient(), { executions, choice, look }, signal);
  const text = String(stdout.read());
  expect(text.trim().split("\n")).toEqual(["1: found 1", "2: found 2", "3: found 3", "4: found 4"]);
});
