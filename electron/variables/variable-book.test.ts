import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createChangeFeed } from "../base/change-feed.ts";
import { randomIds } from "../base/ids.ts";
import { silentLogger } from "../base/logger.ts";
import { openFileVault } from "../secrets/file-vault.ts";
import type { Vault } from "../secrets/vault.ts";
import { openStore, type Store } from "../store/store.ts";
import { findVariable } from "../store/variables.ts";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { createVariableBook } from "./create-variable-book.ts";
import type { VariableBook } from "./variable-book.ts";
import { NotANumber, VersionConflict } from "./variable-errors.ts";

let folder: string;
let store: Store;
let vault: Vault;
let clock: FakeClock;
let book: VariableBook;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cronium-variables-"));
  clock = createFakeClock(1_000);
  store = openStore({ path: join(folder, "cronium.sqlite"), clock, programVersion: "0.0.0" });
  vault = await openFileVault({ path: join(folder, "vault"), keyPath: join(folder, "key"), passphrase: undefined });
  book = newBook();
});

afterEach(async () => {
  await book.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

function newBook(): VariableBook {
  return createVariableBook({
    ...{ store, vault, clock, ids: randomIds, logger: silentLogger, changes: createChangeFeed() },
  });
}

const event7 = { by: "event 7" } as const;
const user = { by: "user" } as const;

it.each([
  null,
  false,
  0,
  "",
  [],
  {},
  "Ünïcode ✓ 😀 \u0000 \ud800",
  { deep: [{ a: null }] },
  1e308,
  "x".repeat(5_000_000),
])("gives back what was stored (%#)", async (value) => {
  await book.set("KEY", value, event7);
  expect((await book.get("KEY"))?.value).toEqual(value);
  expect((await newBook().get("KEY"))?.value).toEqual(value);
});

it("refuses what JSON cannot hold, and more than 16 MB", async () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1, "é".repeat(8 * 1024 * 1024)]) {
    await expect(book.set("KEY", value, event7)).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect(await book.get("KEY")).toBeUndefined();
});

it("refuses keys that none may be", async () => {
  for (const key of ["", "1", "a b", "__proto__", "x".repeat(256)]) {
    await expect(book.set(key, 1, event7)).rejects.toMatchObject({ code: "invalid_input", field: "key" });
  }
});

it("tells of a change at once, and of many now and then", async () => {
  const feed = createChangeFeed();
  const told = createVariableBook({ store, vault, clock, ids: randomIds, logger: silentLogger, changes: feed });
  await told.set("A", 1, event7);
  expect(feed.latest).toBe(1);
  for (let times = 0; times < 50; times += 1) await told.increment(times % 2 === 0 ? "A" : "B", 1, event7);
  expect(feed.latest).toBe(1);
  await clock.advance(250);
  expect(feed.since(1)?.map(({ change }) => change.id)).toEqual(["A", "B"]);
});

it("changes only the version that was meant, and says which there is", async () => {
  expect(await book.set("KEY", "one", { ...event7, ifVersion: 0 })).toEqual({ version: 1 });
  await expect(book.set("KEY", "x", { ...event7, ifVersion: 0 })).rejects.toMatchObject({
    code: "conflict",
    present: 1,
  });
  expect(await book.set("KEY", "two", { ...event7, ifVersion: 1 })).toEqual({ version: 2 });
  await expect(book.remove("KEY", { ...event7, ifVersion: 1 })).rejects.toBeInstanceOf(VersionConflict);
  expect(await book.remove("KEY", { ...event7, ifVersion: 2 })).toBe(true);
  expect(await book.remove("KEY", event7)).toBe(false);
  await expect(book.set("KEY", "x", { ...event7, ifVersion: 3 })).rejects.toMatchObject({ present: 0 });
});

it("adds to numbers alone, never losing one of many at once", async () => {
  const sums = await Promise.all(Array.from({ length: 200 }, () => book.increment("N", 1, event7)));
  expect(sums.map(({ value }) => value).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  expect(await book.get("N")).toMatchObject({ value: 200, version: 200 });
  await book.set("TEXT", "5", event7);
  await expect(book.increment("TEXT", 1, event7)).rejects.toBeInstanceOf(NotANumber);
  await book.set("HUGE", Number.MAX_VALUE, event7);
  await expect(book.increment("HUGE", Number.MAX_VALUE, event7)).rejects.toBeInstanceOf(NotANumber);
  expect(await book.increment("N", -0.5, event7)).toEqual({ value: 199.5, version: 201 });
});

it("answers from memory, also that there is nothing, until a change", async () => {
  expect(await book.get("KEY")).toBeUndefined();
  expect(await book.get("KEY")).toBeUndefined();
  expect(book.stats()).toEqual({ hits: 1, misses: 1 });
  await book.set("KEY", 1, event7);
  expect((await book.get("KEY"))?.value).toBe(1);
  expect((await book.get("KEY"))?.value).toBe(1);
  expect(book.stats()).toEqual({ hits: 2, misses: 2 });
});

it("gives each reader a value of its own", async () => {
  await book.set("LIST", [1], event7);
  ((await book.get("LIST"))?.value as number[]).push(2);
  expect((await book.get("LIST"))?.value).toEqual([1]);
});

it("writes what is to share the transaction with it, or neither", async () => {
  await book.set("KEY", "before", event7);
  const broken = book.set("KEY", "after", {
    ...event7,
    also: () => Promise.reject(new Error("the other half failed")),
  });
  await expect(broken).rejects.toThrow("the other half failed");
  expect(await book.get("KEY")).toMatchObject({ value: "before", version: 1 });
});

it("changes several as one, seen at once when they are there, and not at all when they are not", async () => {
  await book.set("A", 1, event7);
  await book.get("B");
  const changes = [
    { kind: "set", key: "A", value: 2, ifVersion: 1 },
    { kind: "set", key: "B", value: "new", description: "of both" },
    { kind: "set", key: "S", value: "hidden-value", secret: true },
  ] as const;
  const attempt = (fails: boolean): Promise<void> =>
    book.changeWith(changes, "user", (write) =>
      store.write.transaction().execute(async (transaction) => {
        await write(transaction);
        if (fails) throw new Error("no");
      }),
    );
  await expect(attempt(true)).rejects.toThrow("no");
  expect([await book.get("A"), await book.get("B"), await book.get("S")]).toMatchObject([
    { value: 1 },
    undefined,
    undefined,
  ]);
  await attempt(false);
  expect(await book.get("A")).toMatchObject({ value: 2, version: 2 });
  expect(await book.get("S")).toMatchObject({ value: "hidden-value", isSecret: true });
  await expect(attempt(false)).rejects.toBeInstanceOf(VersionConflict);
});

it("keeps a secret in the vault alone, through changes and sums, and masks what it was", async () => {
  const make = { kind: "set", key: "TOKEN", value: "first-token", secret: true } as const;
  await book.changeWith([make], "user", (write) => store.write.transaction().execute(write));
  await book.set("TOKEN", { user: "joe", password: "second-token" }, event7);
  expect(await book.get("TOKEN")).toMatchObject({ value: { password: "second-token" }, isSecret: true, version: 2 });
  const row = await findVariable(store.read, "TOKEN");
  expect(row).toMatchObject({ value: "null", updated_by: "event 7" });
  expect(await book.secrets()).toEqual(expect.arrayContaining(["first-token", "second-token", "joe"]));
  await book.set("TOKEN", 4_000, event7);
  await Promise.all(Array.from({ length: 5 }, () => book.increment("TOKEN", 1, event7)));
  expect((await book.get("TOKEN"))?.value).toBe(4_005);
  await book.remove("TOKEN", user);
  expect(await book.get("TOKEN")).toBeUndefined();
  expect(await book.secrets()).toEqual([]);
  expect(await vault.get(row?.secret_reference ?? "")).toBeUndefined();
});

it("shows a secret to nobody without a new value", async () => {
  const change = (fields: object): Promise<unknown> =>
    book.changeWith([{ kind: "set", key: "S", ...fields }], "user", (write) =>
      store.write.transaction().execute(write),
    );
  await change({ value: "was-open" });
  await change({ secret: true });
  expect(await findVariable(store.read, "S")).toMatchObject({ value: "null" });
  expect((await book.get("S"))?.value).toBe("was-open");
  await expect(change({ secret: false })).rejects.toMatchObject({ code: "invalid_input", field: "value" });
  await change({ description: "words" });
  expect(await book.get("S")).toMatchObject({ value: "was-open", isSecret: true });
  await change({ secret: false, value: "open" });
  expect(await findVariable(store.read, "S")).toMatchObject({ value: '"open"', secret_reference: null, version: 4 });
  expect(await book.secrets()).toEqual([]);
});

/** What one of many clients does; they all go on at the same time, each at its own pace. */
const step = fc.record({
  key: fc.constantFrom("A", "B"),
  does: fc.constantFrom("get", "get", "set", "remove", "increment", "swap", "fails", "hide"),
  value: fc.integer({ min: 0, max: 9 }),
  waits: fc.nat(2),
});

it("lets everybody see each acknowledged change, whoever made it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 12 }), { minLength: 2, maxLength: 5 }), async (clients) => {
      for (const key of ["A", "B"]) await book.remove(key, user);
      /** The latest version anybody has been told of; a removal begins a new count. */
      const told = new Map<string, { generation: number; version: number }>();
      const generations = new Map<string, number>();
      const toldNow = (key: string): { generation: number; version: number } =>
        told.get(key) ?? { generation: 0, version: 0 };

      async function act({ key, does, value }: { key: string; does: string; value: number }): Promise<void> {
        const before = toldNow(key);
        const quietly = async (work: Promise<unknown>): Promise<void> => {
          await work.catch((error: unknown) => {
            if (!(error instanceof Error) || !/somebody else|no number|undone|at the same time/.test(error.message))
              throw error;
          });
        };
        const acknowledged = (version: number): void => {
          const now = toldNow(key);
          if (now.generation === before.generation && version > now.version) told.set(key, { ...now, version });
        };
        switch (does) {
          case "get": {
            const read = await book.get(key);
            // While nobody removed it, a reader sees at least what was acknowledged before it asked.
            if ((generations.get(key) ?? 0) === before.generation) {
              expect(read?.version ?? 0).toBeGreaterThanOrEqual(before.version);
            }
            break;
          }
          case "set":
            acknowledged((await book.set(key, value, event7)).version);
            break;
          case "increment":
            await quietly(
              book.increment(key, value, event7).then(({ version }) => {
                acknowledged(version);
              }),
            );
            break;
          case "swap": {
            const version = (await book.get(key))?.version ?? 0;
            await quietly(
              book.set(key, value, { ...event7, ifVersion: version }).then((set) => {
                acknowledged(set.version);
              }),
            );
            break;
          }
          case "fails":
            await quietly(book.set(key, value, { ...event7, also: () => Promise.reject(new Error("undone")) }));
            break;
          case "hide": {
            const change = { kind: "set", key, value: String(value).repeat(6), secret: value % 2 === 0 } as const;
            await quietly(book.changeWith([change], "user", (write) => store.write.transaction().execute(write)));
            break;
          }
          case "remove": {
            const generation = (generations.get(key) ?? 0) + 1;
            generations.set(key, generation);
            await book.remove(key, event7);
            told.set(key, { generation, version: 0 });
            break;
          }
        }
      }

      await Promise.all(
        clients.map(async (steps) => {
          for (const one of steps) {
            for (let turn = 0; turn < one.waits; turn += 1) await new Promise(setImmediate);
            await act(one);
          }
        }),
      );
      for (const key of ["A", "B"]) {
        const row = await findVariable(store.read, key);
        const secret = row?.secret_reference ? await vault.get(row.secret_reference) : undefined;
        const read = await book.get(key);
        expect(read && { text: read.text, version: read.version }).toEqual(
          row && { text: secret ?? row.value, version: row.version },
        );
      }
    }),
    { numRuns: 40 },
  );
});
