import { expect, it } from "vitest";
import { CroniumError, type ErrorDetails } from "../../shared/errors.ts";
import type { Host } from "../host/host.ts";
import { startHost } from "./start-host.ts";

const host = {} as Host;

function failing(times: number): () => Promise<Host> {
  let attempts = 0;
  return () => {
    attempts += 1;
    if (attempts > times) return Promise.resolve(host);
    return Promise.reject(new CroniumError("storage", `attempt ${String(attempts)}`, { remedy: "Free some space." }));
  };
}

it("asks after each failure, saying what and what to do, until it starts", async () => {
  const asked: ErrorDetails[] = [];
  const started = await startHost(failing(2), (failure) => {
    asked.push(failure);
    return Promise.resolve("retry");
  });
  expect(started).toBe(host);
  expect(asked).toEqual([
    { code: "storage", message: "attempt 1", remedy: "Free some space." },
    { code: "storage", message: "attempt 2", remedy: "Free some space." },
  ]);
});

it("gives up when the person does", async () => {
  expect(await startHost(failing(9), () => Promise.resolve("quit"))).toBeUndefined();
});
