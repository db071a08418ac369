import { expect, it } from "vitest";
import { byKind } from "./by-kind.ts";
import type { Executor } from "./executor.ts";

function executor(close: () => Promise<void>): Executor<never> {
  const never = () => Promise.reject(new Error("not in this test"));
  return { run: never, resume: never, discard: never, close };
}

it("closes both executors", async () => {
  const closed: string[] = [];
  const closing = (name: string) => () => Promise.resolve().then(() => void closed.push(name));
  await byKind(executor(closing("scripts")), executor(closing("requests"))).close();
  expect(closed).toEqual(["scripts", "requests"]);
});
