import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { rememberSecret } from "../masking/known-secrets.ts";
import type { ChangeableVault } from "./changeable-vault.ts";
import { openFileVault, type FileVault } from "./file-vault.ts";
import { openKeychainVault } from "./keychain-vault.ts";
import { moveEntries } from "./move-entries.ts";
import { orderedChanges } from "./ordered-changes.ts";
import type { ScryptCost } from "./sealing.ts";
import { noPlaceError, silentKeychainError, unreadableSecretError } from "./vault-errors.ts";
import { VaultClosedError, type ListedVault } from "./vault.ts";

/**
 * A keychain that does not answer is looked for again no sooner than this while somebody waits for it, milliseconds: one
 * that never has may ask its owner each time, one that has answered before was busy.
 */
const lookAgainAfterMs = { never: 5 * 60_000, before: 20_000 } as const;

export const vaultChoices = ["auto", "keychain", "file"] as const;
export type VaultChoice = (typeof vaultChoices)[number];

export interface VaultOptions {
  readonly choice: VaultChoice;
  readonly dataDirectory: string;
  readonly passphrase: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What deriving a key from a passphrase costs; as `passphraseCost` unless told otherwise. */
  readonly cost?: ScryptCost;
  /** Looks for this computer's keychain. */
  readonly openKeychain?: typeof openKeychainVault;
  /** Secrets that could not be read before may be readable now. */
  readonly opened?: () => void;
}

/** What stands behind the vault at present. */
type Standing =
  | { readonly state: "open"; readonly vault: ListedVault; readonly file: FileVault | undefined }
  | { readonly state: "locked" | "damaged"; readonly problem: CroniumError }
  /** `silent`: secrets are in a keychain, which has answered before. */
  | { readonly state: "none"; readonly reason: string; readonly silent?: VaultClosedError };

/**
 * Opens the vault of a data directory. `auto` stays with the encrypted file once there is one, so that secrets never
 * split over two places; else it takes the keychain where one answers; else there is no place for secrets until a
 * person agrees to a file. The program runs in any case: what cannot be had says so where it is needed.
 * @throws CroniumError `unavailable` when the keychain was demanded and none answers
 */
export async function openVault(options: VaultOptions): Promise<ChangeableVault> {
  const { choice, dataDirectory, clock, logger, opened = () => undefined, openKeychain = openKeychainVault } = options;
  const path = join(dataDirectory, "secrets.json");
  const keyPath = join(dataDirectory, "secrets.key");
  let finding: ReturnType<typeof lookForKeychain> | undefined;
  let standing = await stand(options.passphrase);
  let lookedAt = clock.elapsed();
  let hasAnswered: keyof typeof lookAgainAfterMs = "never";

  async function stand(passphrase: string | undefined): Promise<Standing> {
    if (choice === "file" || (choice === "auto" && existsSync(path))) return openFile(passphrase);
    const found = await findKeychain();
    if (found.keychain !== undefined) return { state: "open", vault: found.keychain, file: undefined };
    if (choice === "auto") return { state: "none", reason: found.reason };
    throw new CroniumError("unavailable", "No keychain answers on this computer", {
      remedy: "Unlock or install one, or agree to an encrypted file with CRONIUM_VAULT=file.",
    });
  }

  async function openFile(passphrase: string | undefined): Promise<Standing> {
    try {
      const vault = await openFileVault({ path, keyPath, passphrase, cost: options.cost });
      const { problems, damaged } = vault;
      if (problems.length + damaged.length > 0)
        logger.error({ problems, damaged }, "the secrets file was tampered with");
      return { state: "open", vault, file: vault };
    } catch (error) {
      if (!(error instanceof CroniumError)) throw error;
      logger.warn({ problem: error.message }, "secrets cannot be read");
      return { state: error instanceof VaultClosedError ? "locked" : "damaged", problem: error };
    }
  }

  /** Whoever asks at the same time shares the look: it writes an entry of its own, and may ask the owner. */
  function findKeychain(): ReturnType<typeof lookForKeychain> {
    finding ??= lookForKeychain().finally(() => (finding = undefined));
    return finding;
  }

  async function lookForKeychain(): Promise<{ readonly keychain: ListedVault | undefined; readonly reason: string }> {
    const service = `cronium-${createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12)}`;
    let reason = "";
    const keychain = await openKeychain(clock, service, (why) => {
      reason = why;
      logger.info({ reason }, "no keychain answers");
    });
    return { keychain, reason };
  }

  /** @throws VaultClosedError, CroniumError `storage` */
  function open(): ListedVault {
    switch (standing.state) {
      case "open":
        return standing.vault;
      case "none":
        throw standing.silent ?? noPlaceError();
      case "locked":
      case "damaged":
        throw standing.problem;
    }
  }

  function fileOrError(): FileVault {
    const file = standing.state === "open" ? standing.file : undefined;
    if (file !== undefined) return file;
    open();
    throw new CroniumError("conflict", "Secrets are in the keychain, which has no passphrase of Cronium's");
  }

  function become(next: Standing): void {
    standing = next;
    opened();
  }

  /** Takes the keychain that answers now where none did, as a start would. @returns what it is called */
  async function takeKeychain(): Promise<string | undefined> {
    lookedAt = clock.elapsed();
    const { keychain } = await findKeychain();
    if (keychain !== undefined && standing.state === "none") {
      become({ state: "open", vault: keychain, file: undefined });
    }
    return keychain?.detail;
  }

  function isWithoutPlace(): boolean {
    return standing.state === "none" && standing.silent === undefined;
  }

  /**
   * A keychain that fails and does not work either when it is tried anew does not answer any more. Where it works, it is
   * this entry alone that cannot be read. What a file says of itself stays as it is.
   */
  async function read(reference: string): Promise<string | undefined> {
    const vault = open();
    try {
      return await vault.get(reference);
    } catch (error) {
      if (vault.backend === "file") throw error;
      const { keychain, reason } = await findKeychain();
      // It may be elsewhere by now.
      if (standing.state !== "open" || standing.vault !== vault) return read(reference);
      if (keychain !== undefined) {
        return keychain.get(reference).catch((again: unknown) => {
          throw unreadableSecretError(again);
        });
      }
      logger.warn({ reason }, "the keychain does not answer any more");
      lookedAt = clock.elapsed();
      hasAnswered = "before";
      const silent = silentKeychainError(reason);
      become({ state: "none", reason, silent });
      throw silent;
    }
  }

  const changeable: ChangeableVault = {
    get backend() {
      if (standing.state === "none") return "none";
      return standing.state === "open" ? standing.vault.backend : "file";
    },
    get state() {
      return standing.state;
    },
    get detail() {
      switch (standing.state) {
        case "open":
          return standing.vault.detail;
        case "none":
          return standing.silent?.message ?? "no keychain answers, and nobody has agreed to an encrypted file";
        case "locked":
          return `encrypted file ${path}, locked`;
        case "damaged":
          return `encrypted file ${path}, which cannot be read`;
      }
    },
    async get(reference) {
      // Nothing was ever stored: what needs a secret finds it missing.
      if (isWithoutPlace()) return undefined;
      const value = await read(reference);
      if (value !== undefined) rememberSecret(value);
      return value;
    },
    async set(reference, value) {
      rememberSecret(value);
      await open().set(reference, value);
    },
    async delete(reference) {
      // What nothing refers to any more goes by itself once it can.
      if (standing.state === "open") await standing.vault.delete(reference);
    },
    async references() {
      return isWithoutPlace() ? [] : open().references();
    },
    async setAll(values) {
      for (const value of values.values()) rememberSecret(value);
      const vault = open();
      if (standing.state === "open" && standing.file !== undefined) standing.file.setAll(values);
      else for (const [reference, value] of values) await vault.set(reference, value);
      opened();
    },
    async lookAgain() {
      if (standing.state === "none" && clock.elapsed() - lookedAt >= lookAgainAfterMs[hasAnswered])
        await takeKeychain();
    },
    async status() {
      const found = standing.state === "open" && standing.file === undefined ? undefined : await takeKeychain();
      const file = standing.state === "open" ? standing.file : undefined;
      const isKeychain = standing.state === "open" && file === undefined;
      const problem = standing.state === "locked" || standing.state === "damaged" ? [standing.problem.message] : [];
      const reason = standing.state === "none" ? [`No keychain answers: ${standing.reason}`] : [];
      return {
        backend: changeable.backend,
        state: standing.state,
        detail: changeable.detail,
        hasPassphrase: file?.hasPassphrase ?? standing.state === "locked",
        keychain: isKeychain ? changeable.detail : found,
        problems: [...problem, ...reason, ...(file?.problems ?? [])],
        damaged: file?.damaged ?? [],
      };
    },
    async useFile(passphrase) {
      if (!isWithoutPlace()) {
        if (standing.state === "none") open();
        throw new CroniumError("conflict", `There is a place for secrets already: ${changeable.detail}`, {
          remedy: "Move them with `cronium vault move` or in Settings › Secrets.",
        });
      }
      const vault = await openFileVault({ path, keyPath, passphrase, cost: options.cost });
      vault.keep();
      become({ state: "open", vault, file: vault });
    },
    async unlock(passphrase) {
      if (standing.state !== "locked") throw new CroniumError("conflict", "The vault is not locked");
      const next = await openFile(passphrase);
      if (next.state !== "open") {
        standing = next;
        open();
      }
      become(next);
    },
    async changePassphrase(present, next) {
      if (standing.state === "locked" && present !== undefined) await changeable.unlock(present);
      const file = fileOrError();
      if (file.hasPassphrase && (present === undefined || !(await file.isPassphrase(present)))) {
        throw new VaultClosedError(
          "This is not the passphrase of the vault; nothing was changed",
          "Give the passphrase that it has now.",
        );
      }
      await file.changeKey(next);
    },
    async move(to, passphrase) {
      const from = open();
      if (from.backend === to) throw new CroniumError("conflict", `Secrets are there already: ${from.detail}`);
      if (choice !== "auto" && choice !== to) {
        throw new CroniumError("conflict", `The configuration says that secrets are in the ${choice}`, {
          remedy: "Take `vault` out of config.yaml, or CRONIUM_VAULT out of the environment, and start again.",
        });
      }
      if (to === "file") {
        const file = await openFileVault({ path, keyPath, passphrase, cost: options.cost });
        const count = await moveEntries(from, file, (values) => {
          file.setAll(values);
          return Promise.resolve();
        });
        become({ state: "open", vault: file, file });
        for (const reference of await from.references()) await from.delete(reference);
        return count;
      }
      const { keychain, reason } = await findKeychain();
      if (keychain === undefined) {
        throw new CroniumError("unavailable", `No keychain answers on this computer: ${reason}`, {
          remedy: "Unlock or install one, then try again.",
        });
      }
      const count = await moveEntries(from, keychain, async (values) => {
        for (const [reference, value] of values) await keychain.set(reference, value);
      });
      become({ state: "open", vault: keychain, file: undefined });
      for (const left of [path, keyPath, `${path}.mark`]) rmSync(left, { force: true });
      return count;
    },
  };
  return orderedChanges(changeable);
}
