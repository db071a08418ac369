import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createThreadEnd, guarded, keepOut, withinDatabase } from "./thread-end.ts";

test("whoever is to end enters no more, and what it is within is waited for", async () => {
  const end = createThreadEnd();
  const enter = withinDatabase(end);
  expect(enter(() => "in")).toBe("in");
  expect(guarded({ double: (value: number) => value * 2 }, enter).double(4)).toBe(8);
  await keepOut(end);
  expect(() => enter(() => "in")).toThrow("to end");
  expect(() => guarded({ double: (value: number) => value * 2 }, enter).double(4)).toThrow("to end");
});

/** A thread that is within the database nearly always, as fast as it can. */
const busy = `
  const { workerData, parentPort } = require("node:worker_threads");
  const run = async () => {
    const { withinDatabase } = await import(workerData.module);
    const { default: BetterSqlite3 } = await import("better-sqlite3");
    const connection = new BetterSqlite3(":memory:");
    const count = connection.prepare("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n");
    const enter = withinDatabase(workerData.end);
    parentPort.postMessage("busy");
    for (;;) enter(() => count.all());
  };
  void run();`;

test("a thread that is always in the database can be ended at any moment", { timeout: 60_000 }, async () => {
  for (let turn = 0; turn < 20; turn++) {
    const end = createThreadEnd();
    const module = new URL("./thread-end.ts", import.meta.url).href;
    const worker = new Worker(busy, { eval: true, workerData: { end, module } });
    worker.on("error", () => undefined);
    await new Promise((resolve) => worker.once("message", resolve));
    await keepOut(end);
    await worker.terminate();
  }
});
