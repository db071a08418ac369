import { expect, test } from "vitest";
import { migrationChecksum } from "../electron/store/migrate.ts";
import { migrations } from "./all.ts";

/**
 * A landed migration is frozen. When a vocabulary in shared/words.ts grows, write the old list out in the migration
 * that used it, so that its text stays, and add a migration that rebuilds the CHECK.
 */
const frozen: Readonly<Record<number, string>> = {
  1: "33f1ea5d61d66e979b0f836ed1396187bc767d24ec9d16e85e376b2fb355c88d",
  2: "f6bd6bc149e5de8839d2e9d29b747f275a385a2cecd948dbc7bb6ce4e758398a",
  3: "21ca41319180306cb913aade6190936abdac64941f0de0024a3531d2018251d1",
  4: "44994b97c82d546a5a3bdc3bb59e7930d7f0e5b5bdd7640fb4704554c5883203",
  5: "437b57742574a3cc8da80e60eadcde99d431e90b14bc621ada5a27fcdf72b952",
  6: "61919c91b8f3ac318a6f0695ea47895023f3fb629226c374f7d88da3228769aa",
  7: "e8dd263a1104ad467b849b1e3fd84b5eefa474ed6e9954223330e097d37717a6",
  8: "7405f414161d0beac04dda6fb449158526ea0fe8a09490aa91be4d05bf6b845c",
  9: "a0a1a0e084fe423caf07a321d02a0f43218c7fef31ed347f4bd355264625e73d",
};

test("landed migrations are as they landed, numbered without gaps from 1", () => {
  expect(Object.fromEntries(migrations.map((migration) => [migration.version, migrationChecksum(migration)]))).toEqual(
    frozen,
  );
  expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1));
});
