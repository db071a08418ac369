import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { readBed } from "../../e2e/bed/read-bed.mjs";
import { systemClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import type { ChangeableVault } from "./changeable-vault.ts";
import { openVault } from "./open-vault.ts";

const run = promisify(execFile);
const bus = process.env["DBUS_SESSION_BUS_ADDRESS"];
const bedBus = readBed().keychain.dbusAddress;
const cost = { N: 2 ** 14, r: 8, p: 1 };

let dataDirectory: string;
beforeEach(() => {
  process.env["DBUS_SESSION_BUS_ADDRESS"] = bedBus;
  dataDirectory = mkdtempSync(join(tmpdir(), "cronium-keychain-"));
});
afterEach(() => {
  rmSync(dataDirectory, { recursive: true });
});
afterAll(() => {
  if (bus === undefined) delete process.env["DBUS_SESSION_BUS_ADDRESS"];
  else process.env["DBUS_SESSION_BUS_ADDRESS"] = bus;
});

const open = (passphrase?: string): Promise<ChangeableVault> =>
  openVault({ choice: "auto", dataDirectory, passphrase, clock: systemClock, logger: silentLogger, cost });

/** What the keychain itself shows of an entry, asked by another program. */
async function lookUp(account: string): Promise<string> {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: bedBus };
  return (await run("secret-tool", ["search", "--all", "account", account], { env })).stdout;
}

test("a real Secret Service keeps, lists, gives back and forgets secrets, by its name", async () => {
  const vault = await open();
  expect(vault).toMatchObject({ backend: "keychain", state: "open", detail: "Secret Service (libsecret)" });
  const [reference, value] = ["secret_of-this-test", "a secret ✓ of\nseveral lines"];
  await vault.set(reference, value);
  expect(await (await open()).get(reference)).toBe(value);
  expect(await lookUp(reference)).toContain("a secret");
  expect(await vault.references()).toEqual([reference]);
  expect(readdirSync(dataDirectory)).toEqual([]);
  await vault.delete(reference);
  expect(await vault.get(reference)).toBeUndefined();
  expect(await vault.references()).toEqual([]);
});

test("secrets move from a real keychain to a file with a passphrase, and back", async () => {
  const vault = await open();
  await vault.set("secret_of-this-test", "the secret");
  expect(await vault.move("file", "a passphrase")).toBe(1);
  expect(await lookUp("secret_of-this-test")).toBe("");
  const moved = await open("a passphrase");
  expect(moved).toMatchObject({ backend: "file", state: "open" });
  expect(await moved.status()).toMatchObject({ keychain: "Secret Service (libsecret)", hasPassphrase: true });
  expect(await moved.move("keychain", undefined)).toBe(1);
  expect(readdirSync(dataDirectory)).toEqual([]);
  const back = await open();
  expect(await back.get("secret_of-this-test")).toBe("the secret");
  await back.delete("secret_of-this-test");
});
