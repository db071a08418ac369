import { CroniumError } from "../../shared/errors.ts";
import { failureKinds, remedyOf } from "../../shared/failure.ts";
import { usualOptions } from "../../shared/server-options.ts";
import type { TerminalSize, TerminalView } from "../../shared/terminal.ts";
import type { Clock } from "../base/clock.ts";
import { DeadlineError, withDeadline } from "../base/deadline.ts";
import type { Ids } from "../base/ids.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { LinkLostError, UnreachableError } from "../executors/spool/command-channel.ts";
import type { ServerAccess, TerminalChannel } from "../executors/ssh/server-access.ts";
import { createTerminal, type Terminal, type TerminalEnd, type TerminalReading } from "./terminal.ts";

/** Open terminals of one server; each takes a channel for as long as it is open. */
const mostOfServer = 8;
/** Open terminals in all, and as many that are closed and still shown: with 1 MiB each they stay below 64 MiB. */
const mostOpen = 24;
const mostShownClosed = 16;
/** Jump hosts, tries and a slow login shell included, milliseconds. */
const openWithinMs = 60_000;

/** What is written down of terminals: that they were opened and closed, never what was typed or shown. */
export type TerminalRecord =
  | { readonly what: "open"; readonly terminal: string; readonly server: ServerConnection }
  | {
      readonly what: "close";
      readonly terminal: string;
      readonly server: ServerConnection;
      readonly how: TerminalEnd["how"];
      readonly exitCode: number | undefined;
      /** How long its shell was open, milliseconds. */
      readonly durationMs: number;
    };

export interface TerminalBookParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly access: Pick<ServerAccess, "openTerminal">;
  /** Keeps a line of what was done. A terminal whose opening cannot be recorded is closed again. */
  readonly record: (entry: TerminalRecord) => Promise<void>;
  /** Tells that the list is another. */
  readonly changed: () => void;
  /** Takes what went wrong where nobody waits for an answer. */
  readonly failed: (error: unknown) => void;
}

/** The terminals of this host. Those whose shell is gone stay until they are closed, so that their text can be read. */
export interface TerminalBook {
  list(): readonly TerminalView[];
  /**
   * Opens a login shell on a server.
   * @throws CroniumError `unavailable` when the server cannot be reached, `conflict` when too many are open
   */
  open(server: ServerConnection, size: TerminalSize, signal: AbortSignal | undefined): Promise<TerminalView>;
  /** Gives a terminal whose shell is gone another one, below the text of the first. @throws as `open`, `not_found` */
  reopen(
    id: string,
    server: ServerConnection,
    size: TerminalSize,
    signal: AbortSignal | undefined,
  ): Promise<TerminalView>;
  /** @throws CroniumError `not_found` when there is no such terminal; so do all that follow */
  serverOf(id: string): number;
  write(id: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void>;
  resize(id: string, size: TerminalSize): void;
  /** What runs in it besides a waiting shell; undefined when that cannot be told. */
  programs(id: string, signal: AbortSignal | undefined): Promise<readonly string[] | undefined>;
  follow(id: string, name: string, from: number, wake: () => void): TerminalReading;
  acknowledge(id: string, name: string, end: number): void;
  /** Ends its shell and forgets it. */
  close(id: string): void;
  /** Ends every shell, and waits until that is written down. */
  stop(): Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly terminal: Terminal;
  server: ServerConnection;
  openedAt: number;
}

export function createTerminalBook(parts: TerminalBookParts): TerminalBook {
  const { clock, ids, access, record, changed, failed } = parts;
  const entries = new Map<string, Entry>();
  const leaving = new AbortController();
  /** Being opened, by server. */
  const opening = new Map<number, number>();
  const recording = new Set<Promise<void>>();

  function entryOf(id: string): Entry {
    const entry = entries.get(id);
    if (entry !== undefined) return entry;
    throw new CroniumError("not_found", "This terminal is closed", {
      remedy: "Open another one; a terminal ends when the program does.",
    });
  }

  function viewOf({ id, server, openedAt, terminal }: Entry): TerminalView {
    const { isOpen, end } = terminal;
    return { id, serverId: server.id, serverName: server.name, openedAt, isOpen, end };
  }

  function checkRoom(server: ServerConnection): void {
    const open = [...entries.values()].filter(({ terminal }) => terminal.isOpen);
    const here = open.filter((entry) => entry.server.id === server.id).length + (opening.get(server.id) ?? 0);
    const inAll = open.length + [...opening.values()].reduce((sum, count) => sum + count, 0);
    if (here < mostOfServer && inAll < mostOpen) return;
    const words = here >= mostOfServer ? `${String(here)} terminals on ${server.name}` : `${String(inAll)} terminals`;
    throw new CroniumError("conflict", `There are ${words} open already`, { remedy: "Close one of them first." });
  }

  async function reach(server: ServerConnection, size: TerminalSize, signal: AbortSignal | undefined) {
    checkRoom(server);
    opening.set(server.id, (opening.get(server.id) ?? 0) + 1);
    try {
      return await withDeadline(clock, openWithinMs, server.name, (overdue) => {
        const ending = AbortSignal.any([overdue, leaving.signal, ...(signal ? [signal] : [])]);
        return access.openTerminal(server, size, ending);
      });
    } catch (error) {
      throw explained(server, error);
    } finally {
      opening.set(server.id, (opening.get(server.id) ?? 1) - 1);
    }
  }

  async function begin(entry: Entry, channel: TerminalChannel): Promise<TerminalView> {
    try {
      await record({ what: "open", terminal: entry.id, server: entry.server });
      leaving.signal.throwIfAborted();
    } catch (error) {
      channel.close();
      throw error;
    }
    entry.openedAt = clock.now();
    entries.set(entry.id, entry);
    entry.terminal.attach(channel, (entry.server.options ?? usualOptions).terminalIdleMs);
    changed();
    return viewOf(entry);
  }

  function ended(id: string, end: TerminalEnd): void {
    const { server, openedAt } = entryOf(id);
    const { how, exitCode } = end;
    const durationMs = clock.now() - openedAt;
    const recorded = record({ what: "close", terminal: id, server, how, exitCode, durationMs })
      .catch(failed)
      .finally(() => recording.delete(recorded));
    recording.add(recorded);
    const closed = [...entries.values()].filter(({ terminal }) => !terminal.isOpen);
    for (const oldest of closed.slice(0, Math.max(0, closed.length - mostShownClosed))) {
      entries.delete(oldest.id);
      oldest.terminal.close();
    }
    changed();
  }

  return {
    list: () => [...entries.values()].map(viewOf),
    async open(server, size, signal) {
      const channel = await reach(server, size, signal);
      const id = `term_${ids.token().slice(0, 16)}`;
      const terminal = createTerminal(clock, server.name, (end) => {
        ended(id, end);
      });
      return begin({ id, terminal, server, openedAt: 0 }, channel);
    },
    async reopen(id, server, size, signal) {
      const entry = entryOf(id);
      if (entry.terminal.isOpen) return viewOf(entry);
      const channel = await reach(server, size, signal);
      // Another client may have been faster, or have closed it.
      if (entries.get(id) !== entry || entry.terminal.isOpen) {
        channel.close();
        return viewOf(entryOf(id));
      }
      entry.server = server;
      return begin(entry, channel);
    },
    serverOf: (id) => entryOf(id).server.id,
    write: (id, bytes, signal) => entryOf(id).terminal.write(bytes, signal),
    resize(id, size) {
      entryOf(id).terminal.resize(size);
    },
    programs: (id, signal) => entryOf(id).terminal.programs(signal),
    follow: (id, name, from, wake) => entryOf(id).terminal.follow(name, from, wake),
    acknowledge(id, name, end) {
      entries.get(id)?.terminal.acknowledge(name, end);
    },
    close(id) {
      entryOf(id).terminal.close();
      entries.delete(id);
      changed();
    },
    async stop() {
      leaving.abort(new Error("the program is leaving"));
      for (const { terminal } of entries.values()) terminal.close();
      await Promise.all(recording);
    },
  };
}

function explained(server: ServerConnection, error: unknown): unknown {
  if (error instanceof UnreachableError) {
    return new CroniumError("unavailable", error.failure.message, { remedy: remedyOf(error.failure), cause: error });
  }
  if (error instanceof LinkLostError || error instanceof DeadlineError) {
    const message = `No terminal could be opened on ${server.name}: ${error.message}`;
    return new CroniumError("unavailable", message, { remedy: failureKinds.session_failed.remedy, cause: error });
  }
  return error;
}
