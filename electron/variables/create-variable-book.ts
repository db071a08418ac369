import { CroniumError } from "../../shared/errors.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import { nextTurn, type Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { Vault } from "../secrets/vault.ts";
import type { Store } from "../store/store.ts";
import type { Database } from "../store/tables.ts";
import { readSettings } from "../store/settings.ts";
import { bytesOfVariables, findVariable } from "../store/variables.ts";
import { addTo } from "./add-to-number.ts";
import { createChangeNotes } from "./change-notes.ts";
import { createUseNotes } from "./use-notes.ts";
import { refuseBadKey, refuseLongSecret, toValueText } from "./value-text.ts";
import type { VariableAuthor, VariableBook, WithChange } from "./variable-book.ts";
import { createExactCache } from "./variable-cache.ts";
import { createVariableSecrets } from "./variable-secrets.ts";
import { VariablesFull } from "./variable-errors.ts";
import {
  OutpacedChange,
  writeChange,
  type PlannedChange,
  type StoredSecret,
  type WrittenChange,
} from "./write-change.ts";

/** Memory for values that are read often, bytes: four of the longest. */
const mostCachedBytes = 64 * 1024 * 1024;
/** A secret that changes again and again while its next value is stored is given up after so many tries. */
const mostTries = 50;

export interface VariableBookParts {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
}

/** A variable as it is remembered; without a text it does not exist. */
interface Remembered {
  readonly text: string | undefined;
  readonly version: number;
  readonly isSecret: boolean;
}

type WriteAll = (transaction: Database) => Promise<readonly WrittenChange[]>;

export function createVariableBook(parts: VariableBookParts): VariableBook {
  const { store, vault, clock, changes: feed } = parts;
  const cache = createExactCache<Remembered>(mostCachedBytes, ({ text }) =>
    text === undefined ? 0 : Buffer.byteLength(text),
  );
  const secrets = createVariableSecrets(parts);
  const notes = createChangeNotes(clock, feed);
  const uses = createUseNotes(parts, () => {
    feed.announce({ noun: "variable" });
  });

  async function load(key: string): Promise<Remembered> {
    for (let row = await findVariable(store.read, key); ;) {
      if (row === undefined) return { text: undefined, version: 0, isSecret: false };
      const { version, secret_reference: reference } = row;
      if (reference === null) return { text: row.value, version, isSecret: false };
      const text = await vault.get(reference);
      if (text !== undefined) return { text, version, isSecret: true };
      // It may have got another value since the row was read.
      row = await findVariable(store.read, key);
      if (row?.secret_reference === reference) throw missingSecret(key);
    }
  }

  /** Stores in the vault what the change will refer to, if it is about a secret. */
  async function prepare(change: PlannedChange): Promise<StoredSecret | undefined> {
    if (change.kind === "remove") return undefined;
    const { key } = change;
    const row = await findVariable(store.read, key);
    const former = row?.secret_reference ?? null;
    const staysSecret = change.kind === "set" ? (change.secret ?? former !== null) : former !== null;
    if (!staysSecret) return undefined;
    let text: string;
    if (change.kind === "increment") {
      const present = former === null ? undefined : await vault.get(former);
      if (present === undefined) throw missingSecret(key);
      text = addTo(key, present, change.amount);
    } else {
      if (change.text === undefined && former !== null) return undefined;
      text = change.text ?? row?.value ?? "null";
    }
    refuseLongSecret(key, text);
    return { reference: await secrets.store(text, former), text, forVersion: row?.version ?? 0, former };
  }

  async function changeAll<T>(
    changes: readonly PlannedChange[],
    by: VariableAuthor,
    run: (write: WriteAll) => Promise<T>,
  ): Promise<T> {
    for (const { key } of changes) refuseBadKey(key);
    const prepared: (StoredSecret | undefined)[] = [];
    let written: readonly WrittenChange[] = [];
    let result: T;
    try {
      for (const change of changes) prepared.push(await prepare(change));
      result = await run(async (transaction) => {
        const now = clock.now();
        const all: WrittenChange[] = [];
        const before = await bytesOfVariables(transaction);
        for (const [index, change] of changes.entries()) {
          all.push(await writeChange(transaction, change, prepared[index], { by, now }));
        }
        await refuseBeyondLimit(transaction, before);
        written = all;
        return all;
      });
    } catch (error) {
      await secrets.drop(prepared.flatMap((one) => one?.reference ?? []));
      throw error;
    } finally {
      secrets.changed();
      cache.forget(changes.map(({ key }) => key));
    }
    const unused = written.flatMap((one) => one.unused ?? []);
    const unneeded = prepared.flatMap((one, index) => (one && !written[index]?.usesSecret ? one.reference : []));
    await secrets.drop([...unused, ...unneeded]);
    notes.changed(changes.map(({ key }) => key));
    return result;
  }

  /** One change in a transaction of its own, tried again while a secret is changed at the same time. */
  async function changeOne<T>(
    change: PlannedChange,
    by: VariableAuthor,
    resultOf: (written: WrittenChange) => T,
    also: WithChange<T>["also"],
  ): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await changeAll([change], by, (write) =>
          store.write.transaction().execute(async (transaction) => {
            const [written] = await write(transaction);
            if (written === undefined) throw new CroniumError("internal", "a change was not written");
            const result = resultOf(written);
            await also?.(transaction, result);
            return result;
          }),
        );
      } catch (error) {
        if (!(error instanceof OutpacedChange) || tries >= mostTries) throw error;
        await nextTurn();
      }
    }
  }

  return {
    async get(key) {
      const { text, version, isSecret } = await cache.read(key, () => load(key));
      if (text === undefined) return undefined;
      return {
        // Only for whoever asks: most pass the text on, and it may have 16 MB.
        get value() {
          return JSON.parse(text) as unknown;
        },
        ...{ text, version, isSecret },
      };
    },
    async set(key, value, { by, ifVersion, also }) {
      const change = { kind: "set", key, text: toValueText(key, value), ifVersion } as const;
      return changeOne(change, by, ({ version = 0 }) => ({ version }), also);
    },
    remove: (key, { by, ifVersion, also }) =>
      changeOne({ kind: "remove", key, ifVersion }, by, ({ existed }) => existed, also),
    increment: (key, amount, { by, also }) =>
      changeOne(
        { kind: "increment", key, amount },
        by,
        ({ text = "0", version = 0 }) => ({ value: JSON.parse(text) as number, version }),
        also,
      ),
    async changeWith(changes, by, run) {
      const planned = changes.map((change): PlannedChange => {
        if (change.kind === "remove") return change;
        const { value, ...rest } = change;
        return { ...rest, text: value === undefined ? undefined : toValueText(change.key, value) };
      });
      return changeAll(planned, by, run);
    },
    noteUse: uses.note,
    secrets: secrets.texts,
    secretsChanged: secrets.changed,
    stats: () => cache.counts,
    stop: uses.stop,
  };
}

/** What takes less than before is never refused, nor is what takes as much. @throws VariablesFull */
async function refuseBeyondLimit(transaction: Database, before: number): Promise<void> {
  const bytes = await bytesOfVariables(transaction);
  if (bytes <= before) return;
  const { variableLimitBytes: limit } = await readSettings(transaction);
  if (limit > 0 && bytes > limit) throw new VariablesFull(bytes, limit);
}

function missingSecret(key: string): CroniumError {
  return new CroniumError("unavailable", `The value of the secret variable ${key} is not in the vault`, {
    remedy: "Give it its value anew.",
  });
}
