import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bytesOfVariables } from "../store/variables.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { startScript, type RuntimeScript } from "../testing/runtime-script.ts";
import { VariablesFull } from "./variable-errors.ts";

let host: TestHost;
let script: RuntimeScript;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0 } });
  script = await startScript(host, { name: "count" });
});
afterAll(() => host.close());

const user = { by: "user" } as const;
const book = () => host.host.createContext().variables;
const allow = (variableLimitBytes: number) => host.api.settings.set({ variableLimitBytes });

beforeEach(async () => {
  await allow(0);
  for (const { key } of (await host.api.variables.list()).variables) await book().remove(key, user);
});

/** What is kept beside the variables, and what adding up finds. */
async function totals(): Promise<readonly [kept: number, found: number | undefined]> {
  const { store } = host.host.createContext();
  const { rows } = await sql<{ readonly found: number }>`
    SELECT coalesce(sum(octet_length(key) + octet_length(value) + octet_length(description)), 0) AS found
    FROM variables`.execute(store.write);
  return [await bytesOfVariables(store.write), rows[0]?.found];
}

test("variables take together no more than the settings allow; what takes less than before is never refused", async () => {
  await allow(1_000);
  await book().set("a", "x".repeat(900), user);
  await expect(book().set("b", "y".repeat(200), user)).rejects.toThrow(VariablesFull);
  expect(await book().get("b")).toBeUndefined();
  const { store } = host.host.createContext();
  const several = [
    { kind: "set", key: "c", value: 1 },
    { kind: "set", key: "d", value: "z".repeat(200) },
  ] as const;
  const both = book().changeWith(several, "user", (write) => store.write.transaction().execute(write));
  await expect(both).rejects.toThrow(VariablesFull);
  expect(await book().get("c")).toBeUndefined();
  await allow(500);
  await book().set("a", "x".repeat(800), user);
  await expect(book().increment("n", 1, user)).rejects.toThrow(/take 8\d\d B, and the settings allow 500 B/);
  await book().remove("a", user);
  await book().increment("n", 1, user);
  expect(await host.api.variables.list()).toMatchObject({ bytes: 2, limitBytes: 500 });
});

test("a script that would store more is refused with 413, and told what to do", async () => {
  await allow(100);
  const path = "/executions/{id}/variables/large";
  const { status, body } = await script.ask(path, { method: "PUT", body: { value: "x".repeat(200) } });
  expect(status).toBe(413);
  expect(body).toMatchObject({ code: "variables_full", message: expect.stringContaining("Remove what") as string });
  await script.data(path, { method: "PUT", body: { value: "x" } });
});

test("what is kept of their size is right after any changes, also refused ones", async () => {
  await allow(300);
  const key = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    fc.record({ does: fc.constant("set"), key, value: fc.string({ unit: "binary", maxLength: 120 }) }),
    fc.record({ does: fc.constant("remove"), key, value: fc.constant("") }),
    fc.record({ does: fc.constant("describe"), key, value: fc.string({ maxLength: 60 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const { store } = host.host.createContext();
      for (const { does, key: name, value } of steps) {
        const change =
          does === "remove"
            ? ({ kind: "remove", key: name } as const)
            : ({ kind: "set", key: name, ...(does === "set" ? { value } : { description: value }) } as const);
        await book()
          .changeWith([change], "user", (write) => store.write.transaction().execute(write))
          .catch((error: unknown) => {
            if (!(error instanceof VariablesFull)) throw error;
          });
        const [kept, found] = await totals();
        expect(kept).toBe(found);
        expect(kept).toBeLessThanOrEqual(300);
      }
    }),
    { numRuns: 15 },
  );
});
