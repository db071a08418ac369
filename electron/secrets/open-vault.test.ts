import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nextTurn, systemClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import type { ChangeableVault } from "./changeable-vault.ts";
import { openVault, type VaultOptions } from "./open-vault.ts";
import { VaultClosedError, type ListedVault } from "./vault.ts";

let dataDirectory: string;
let keychain: Map<string, string> | undefined;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "cronium-vault-"));
  keychain = undefined;
});
afterEach(() => {
  rmSync(dataDirectory, { recursive: true });
});

/** A keychain in memory, or a computer without one. */
const openKeychain: NonNullable<VaultOptions["openKeychain"]> = (_clock, _service, refused) => {
  const entries = keychain;
  if (entries === undefined) {
    refused("none in this test");
    return Promise.resolve(undefined);
  }
  const vault: ListedVault = {
    backend: "keychain",
    detail: "a keychain in memory",
    get: async (reference) => {
      await nextTurn();
      return entries.get(reference);
    },
    set: (reference, value) => Promise.resolve(void entries.set(reference, value)),
    delete: (reference) => Promise.resolve(void entries.delete(reference)),
    references: () => Promise.resolve([...entries.keys()]),
  };
  return Promise.resolve(vault);
};

function open(options: Partial<VaultOptions> = {}): Promise<ChangeableVault> {
  const usual = {
    choice: "auto",
    dataDirectory,
    passphrase: undefined,
    clock: systemClock,
    logger: silentLogger,
    cost: { N: 2 ** 14, r: 8, p: 1 },
  } as const;
  return openVault({ ...usual, openKeychain, ...options });
}

const secretFiles = (): readonly string[] => readdirSync(dataDirectory).filter((name) => name.startsWith("secrets."));

describe("without a keychain", () => {
  test("nothing is stored before a person agrees, and what is asked for is missing", async () => {
    const vault = await open();
    expect(vault).toMatchObject({ backend: "none", state: "none" });
    expect(await vault.get("a")).toBeUndefined();
    await expect(vault.set("a", "the secret")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("no place for secrets") as string,
      remedy: expect.stringContaining("cronium vault use-file") as string,
    });
    expect(secretFiles()).toEqual([]);
  });

  test("once agreed to, the file is used from then on, whether a keychain appears or not", async () => {
    const vault = await open();
    await vault.useFile(undefined);
    await vault.set("a", "the secret");
    await expect(vault.useFile(undefined)).rejects.toMatchObject({ code: "conflict" });
    keychain = new Map();
    const again = await open();
    expect(again).toMatchObject({ backend: "file", state: "open" });
    expect(await again.get("a")).toBe("the secret");
  });

  test("a configuration that says so is consent; one that demands a keychain is refused", async () => {
    await (await open({ choice: "file" })).set("a", "the secret");
    expect(secretFiles()).toContain("secrets.json");
    rmSync(join(dataDirectory, "secrets.json"));
    await expect(open({ choice: "keychain" })).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a passphrase", () => {
  test("without it the vault is locked, and opens with it alone", async () => {
    const vault = await open();
    await vault.useFile("the right one");
    await vault.set("a", "the secret");
    let opened = 0;
    const locked = await open({ opened: () => (opened += 1) });
    expect(locked).toMatchObject({ backend: "file", state: "locked" });
    for (const ask of [locked.get("a"), locked.set("a", "x"), locked.references()]) {
      await expect(ask).rejects.toThrow(/locked/);
    }
    await expect(locked.unlock("the wrong one")).rejects.toThrow(/not the passphrase/);
    expect(locked.state).toBe("locked");
    await locked.unlock("the right one");
    expect(opened).toBe(1);
    expect(await locked.get("a")).toBe("the secret");
  });

  test("is changed by whoever knows it", async () => {
    const vault = await open();
    await vault.useFile("first phrase");
    await expect(vault.changePassphrase("another one", "second phrase")).rejects.toThrow(/nothing was changed/);
    await expect(vault.changePassphrase(undefined, undefined)).rejects.toThrow(/nothing was changed/);
    await vault.changePassphrase("first phrase", "second phrase");
    expect(await open({ passphrase: "first phrase" })).toMatchObject({ state: "locked" });
    expect(await open({ passphrase: "second phrase" })).toMatchObject({ state: "open" });
    const locked = await open();
    await expect(locked.changePassphrase("first phrase", "third phrase")).rejects.toThrow(/nothing was changed/);
    await locked.changePassphrase("second phrase", "third phrase");
    expect(await open({ passphrase: "third phrase" })).toMatchObject({ state: "open" });
  });
});

describe("moving", () => {
  test("to the keychain and back takes every entry along, and leaves none behind", async () => {
    const vault = await open();
    await vault.useFile(undefined);
    await vault.set("a", "the secret");
    await vault.set("a.former.1", "the one before");
    keychain = new Map();
    expect(await vault.move("keychain", undefined)).toBe(2);
    expect(vault.backend).toBe("keychain");
    expect(secretFiles()).toEqual([]);
    expect(keychain.get("a")).toBe("the secret");
    expect((await open()).backend).toBe("keychain");
    await vault.move("file", "a passphrase");
    expect(keychain.size).toBe(0);
    expect(await (await open({ passphrase: "a passphrase" })).get("a.former.1")).toBe("the one before");
  });

  test("is refused where a keychain does not give back what it was given: all stays where it was", async () => {
    const vault = await open();
    await vault.useFile(undefined);
    await vault.set("a", "the secret");
    keychain = new Map();
    keychain.get = () => "something else";
    await expect(vault.move("keychain", undefined)).rejects.toThrow(/secrets are where they were/);
    expect(await (await open()).get("a")).toBe("the secret");
    expect(existsSync(join(dataDirectory, "secrets.json"))).toBe(true);
  });

  test("is refused where the configuration says otherwise", async () => {
    keychain = new Map();
    const vault = await open({ choice: "file" });
    await expect(vault.move("keychain", undefined)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a secret that is stored meanwhile is not lost", () => {
  /** Stores one secret after the other until a change is done. @returns how many */
  async function storeDuring(vault: ChangeableVault, change: Promise<unknown>): Promise<number> {
    let isDone = false;
    const done = change.finally(() => (isDone = true));
    let count = 0;
    for (; !isDone; count += 1) {
      await vault.set(`during ${String(count)}`, "the secret");
      await nextTurn();
    }
    await done;
    return count;
  }

  async function expectAll(vault: ChangeableVault, count: number): Promise<void> {
    expect(count).toBeGreaterThan(0);
    const lost = [];
    for (let at = 0; at < count; at += 1) if ((await vault.get(`during ${String(at)}`)) === undefined) lost.push(at);
    expect(lost).toEqual([]);
  }

  test("while everything is sealed anew", async () => {
    const vault = await open();
    await vault.useFile("first phrase");
    const count = await storeDuring(vault, vault.changePassphrase("first phrase", "second phrase"));
    await expectAll(await open({ passphrase: "second phrase" }), count);
  });

  test("while all of them are moved", async () => {
    keychain = new Map(Array.from({ length: 50 }, (_, at) => [`before ${String(at)}`, "the secret"]));
    const vault = await open();
    const count = await storeDuring(vault, vault.move("file", "a passphrase"));
    const again = await open({ passphrase: "a passphrase" });
    await expectAll(again, count);
    expect(await again.references()).toHaveLength(50 + count);
  });

  test("and two changes of the passphrase are made one after the other", async () => {
    const vault = await open();
    await vault.useFile("first phrase");
    await vault.set("a", "the secret");
    const both = [vault.changePassphrase("first phrase", undefined), vault.changePassphrase("first phrase", "other")];
    await expect(Promise.all(both)).resolves.toBeDefined();
    expect(await (await open({ passphrase: "other" })).get("a")).toBe("the secret");
  });
});

test("a damaged file leaves the program running, and says what to do", async () => {
  const vault = await open();
  await vault.useFile(undefined);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(join(dataDirectory, "secrets.json"), "{");
  const damaged = await open();
  expect(damaged.state).toBe("damaged");
  await expect(damaged.get("a")).rejects.toMatchObject({ code: "storage", remedy: expect.any(String) as string });
});

test("a keychain that stops answering closes the vault, and opens it again once it answers", async () => {
  const entries = new Map([["a", "the secret"]]);
  keychain = entries;
  let isSilent = false;
  let openings = 0;
  const vault = await open({
    opened: () => (openings += 1),
    openKeychain: async (...given) => {
      const found = isSilent ? undefined : await openKeychain(...given);
      if (found === undefined) given[2]("it is silent");
      return (
        found && {
          ...found,
          get: (reference) => (isSilent ? Promise.reject(new Error("silent")) : found.get(reference)),
        }
      );
    },
  });
  expect(await vault.get("a")).toBe("the secret");
  isSilent = true;
  await expect(vault.get("a")).rejects.toThrow(VaultClosedError);
  expect(vault.state).toBe("none");
  // What is there is not missing, and does not come apart into two places.
  const wants = [vault.get("a"), vault.references(), vault.set("b", "another"), vault.useFile(undefined)];
  for (const want of wants) await expect(want).rejects.toThrow("does not answer");
  expect(secretFiles()).toEqual([]);
  expect(await vault.status()).toMatchObject({ state: "none" });
  isSilent = false;
  // Not so soon by itself, but at once for a person who looks.
  await vault.lookAgain();
  expect(vault.state).toBe("none");
  expect(await vault.status()).toMatchObject({ state: "open", backend: "keychain" });
  expect(await vault.get("a")).toBe("the secret");
  expect(openings).toBe(2);
});

test("an entry that a keychain alone does not give is told, and all others can be read", async () => {
  keychain = new Map([["good", "the secret"]]);
  let openings = 0;
  const vault = await open({
    opened: () => (openings += 1),
    openKeychain: async (...given) => {
      const found = await openKeychain(...given);
      return (
        found && { ...found, get: (key) => (key === "bad" ? Promise.reject(new Error("denied")) : found.get(key)) }
      );
    },
  });
  await expect(vault.get("bad")).rejects.toThrow("does not give this secret: denied");
  await expect(vault.get("bad")).rejects.toThrow(VaultClosedError);
  expect(vault.state).toBe("open");
  expect(await vault.get("good")).toBe("the secret");
  expect(openings).toBe(0);
});

test("a secret that is moved while the keychain fails to give it is read where it is then", async () => {
  keychain = new Map([["a", "the secret"]]);
  const moved = Promise.withResolvers<void>();
  let reads = 0;
  const vault = await open({
    openKeychain: async (...given) => {
      const found = await openKeychain(...given);
      const get: ListedVault["get"] = async (reference) => {
        if (reads++ > 0) return found?.get(reference);
        await moved.promise;
        throw new Error("too late");
      };
      return found && { ...found, get };
    },
  });
  const reading = vault.get("a");
  await vault.move("file", undefined);
  moved.resolve();
  expect(await reading).toBe("the secret");
});
