import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { recordAudit } from "../store/audit.ts";
import type { Store } from "../store/store.ts";

/** Writes down that the end of the database's log was found damaged when it was opened; nothing when it was not. */
export async function recordLogDamage(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<void> {
  const { store, clock, logger } = parts;
  if (store.logDamage === undefined) return;
  const { message: detail } = store.logDamage;
  logger.error({ detail }, "the end of the database's log is damaged");
  const row = { actor: "program", action: "storage.damaged", subject: store.path, detail } as const;
  await recordAudit(store.write, row, clock.now());
}
