import type { Clock } from "../base/clock.ts";
import { recordAudit } from "../store/audit.ts";
import type { Store } from "../store/store.ts";
import type { TerminalRecord } from "./terminal-book.ts";

/** Writes the opening and the end of terminals into the audit trail. */
export function recordTerminals(store: Store, clock: Clock): (entry: TerminalRecord) => Promise<void> {
  return async (entry) => {
    const { server, terminal } = entry;
    const subject = `server ${String(server.id)} ${server.name}`;
    const now = clock.now();
    if (entry.what === "open") {
      await recordAudit(store.write, { actor: "user", action: "terminal.open", subject, detail: { terminal } }, now);
      return;
    }
    const { how, exitCode, durationMs } = entry;
    const actor = how === "closed" || how === "ended" ? "user" : "program";
    const detail = { terminal, how, durationMs, ...(exitCode === undefined ? {} : { exitCode }) };
    await recordAudit(store.write, { actor, action: "terminal.close", subject, detail }, now);
  };
}
