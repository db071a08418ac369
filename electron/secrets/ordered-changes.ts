import type { ChangeableVault } from "./changeable-vault.ts";

/**
 * The same vault, of which one change is made after the other. Sealing everything anew and moving it take a while: what
 * was stored meanwhile would stay in the place, or under the key, that is given up.
 */
export function orderedChanges(vault: ChangeableVault): ChangeableVault {
  let latest: Promise<unknown> = Promise.resolve();

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = latest.then(change);
    latest = mine.catch(() => undefined);
    return mine;
  }

  return {
    get backend() {
      return vault.backend;
    },
    get state() {
      return vault.state;
    },
    get detail() {
      return vault.detail;
    },
    get: (reference) => vault.get(reference),
    references: () => vault.references(),
    status: () => vault.status(),
    lookAgain: () => vault.lookAgain(),
    set: (reference, value) => inTurn(() => vault.set(reference, value)),
    delete: (reference) => inTurn(() => vault.delete(reference)),
    setAll: (values) => inTurn(() => vault.setAll(values)),
    useFile: (passphrase) => inTurn(() => vault.useFile(passphrase)),
    unlock: (passphrase) => inTurn(() => vault.unlock(passphrase)),
    changePassphrase: (present, next) => inTurn(() => vault.changePassphrase(present, next)),
    move: (to, passphrase) => inTurn(() => vault.move(to, passphrase)),
  };
}
