import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { recordAudit } from "../store/audit.ts";
import { secretUses } from "../store/secret-uses.ts";
import type { Store } from "../store/store.ts";
import type { Vault } from "./vault.ts";

/** Entries are looked through this often, milliseconds. */
const lookEveryMs = 60 * 60_000;
/**
 * An entry that nothing refers to goes once it has been so for this long, milliseconds: one that was stored a moment
 * before what will refer to it, or imported before its database, is not taken for a left one.
 */
const unusedForMs = 24 * 60 * 60_000;

/** References as this program makes them; whatever else is in the vault is not its own to remove. */
const madeHere = /^(?:secret|variable)_[A-Za-z0-9_-]{43}(?:\.former\.[1-5])?$/;

/** The secret that an entry belongs to: former values lie beside it. */
export function secretOf(reference: string): string {
  return reference.replace(/\.former\.[1-5]$/, "");
}

/** Removes secrets that nothing refers to any more. */
export function createSecretSweep(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: Pick<Vault, "delete"> & { references(): Promise<readonly string[]> };
}): { sweep(): Promise<number> } {
  const { store, clock, logger, vault } = parts;
  /** Since when an entry has been found without use, on the clock of elapsed time. */
  let unusedSince = new Map<string, number>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  return {
    /** Looks through them where it is time to. @returns how many entries were removed */
    async sweep() {
      const now = clock.elapsed();
      if (now - lookedAt < lookEveryMs) return 0;
      lookedAt = now;
      const uses = await secretUses(store.read);
      const unused = (await vault.references().catch(() => [])).filter(
        (reference) => madeHere.test(reference) && !uses.has(secretOf(reference)),
      );
      unusedSince = new Map(unused.map((reference) => [reference, unusedSince.get(reference) ?? now]));
      const due = unused.filter((reference) => now - (unusedSince.get(reference) ?? now) >= unusedForMs);
      for (const reference of due) {
        await vault.delete(reference);
        unusedSince.delete(reference);
      }
      if (due.length > 0) {
        logger.info({ entries: due.length }, "secrets that nothing refers to were removed");
        const detail = { entries: due.length };
        const row = { actor: "program", action: "vault.sweep", subject: "vault", detail } as const;
        await recordAudit(store.write, row, clock.now());
      }
      return due.length;
    },
  };
}
