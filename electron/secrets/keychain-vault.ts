import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { ListedVault } from "./vault.ts";

/** Unlocking may ask the user, but a call that takes longer than this has nobody to ask. */
const keychainDeadlineMs = 5_000;

/** The entry that shows whether the keychain works. */
const probeEntry = "probe";

interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<readonly { readonly account: string }[]>;
}

const backendNames: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "macOS Keychain",
  win32: "Windows Credential Manager",
};

/**
 * Opens the operating system's keychain after proving, with an entry of its own, that it stores, reads and deletes.
 * @param service separates data directories from each other
 * @returns undefined, with the reason logged by the caller through `refused`, when there is no working keychain
 */
export async function openKeychainVault(
  clock: Clock,
  service: string,
  refused: (reason: string) => void,
): Promise<ListedVault | undefined> {
  const guarded = <T>(what: string, work: () => Promise<T>): Promise<T> =>
    withDeadline(clock, keychainDeadlineMs, `the keychain (${what})`, work);
  try {
    const keychain = await guarded("load", loadKeychain);
    await guarded("probe", async () => {
      await keychain.setPassword(service, probeEntry, "probe");
      const read = await keychain.getPassword(service, probeEntry);
      await keychain.deletePassword(service, probeEntry);
      if (read !== "probe") throw new Error("it did not give back what was stored");
    });
    return {
      backend: "keychain",
      detail: backendNames[process.platform] ?? "Secret Service (libsecret)",
      get: (reference) => guarded("read", async () => (await keychain.getPassword(service, reference)) ?? undefined),
      set: (reference, value) => guarded("store", () => keychain.setPassword(service, reference, value)),
      delete: (reference) =>
        guarded("delete", async () => {
          await keychain.deletePassword(service, reference);
        }),
      references: () =>
        guarded("list", async () => {
          const entries = await keychain.findCredentials(service);
          return entries.map(({ account }) => account).filter((account) => account !== probeEntry);
        }),
    };
  } catch (error) {
    refused(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Loaded on demand: the native module throws at once where its system library is missing. */
async function loadKeychain(): Promise<Keychain> {
  const module = (await import("keytar")) as unknown as Keychain & { readonly default?: Keychain };
  return module.default ?? module;
}
