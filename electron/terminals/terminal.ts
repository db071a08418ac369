import { Buffer } from "node:buffer";
import type { TerminalFrame, TerminalSize } from "../../shared/terminal.ts";
import { sleep, type Clock } from "../base/clock.ts";
import { readBytes } from "../executors/spool/byte-source.ts";
import type { TerminalChannel } from "../executors/ssh/server-access.ts";
import { untilAborted } from "../executors/until-aborted.ts";
import { createByteRing } from "./byte-ring.ts";
import { createFlow, windowBytes, type Follower } from "./flow.ts";
import { endLine, idleWords, noticeLine, watchScreen } from "./notices.ts";

/** Output kept of each terminal, bytes: about 10 000 full lines. */
const keptBytes = 1024 * 1024;
/** The longest frame, bytes before they are written in base64. */
const frameBytes = 48 * 1024;
/** Nobody looks: output is taken no faster than a piece of at most 256 KiB in this time, milliseconds. */
const unseenPauseMs = 100;
/** How long before it closes an idle terminal says so, milliseconds. */
const warningMs = 60_000;
/** Typed and not yet taken by the server: whoever types more waits, bytes. */
const mostUnsentBytes = 256 * 1024;

/** How a shell came to its end. */
export interface TerminalEnd {
  readonly how: "ended" | "lost" | "idle" | "closed";
  readonly exitCode: number | undefined;
  readonly message: string;
}

/** One client's way through a terminal's output. */
export interface TerminalReading {
  /** The next frame and the offset to go on from after it; undefined: nothing now, `wake` is called when to ask again. */
  next(): { readonly frame: TerminalFrame; readonly end: number } | undefined;
  leave(): void;
}

/** The screen of one shell after another on one server: their output, in one stream of bytes. */
export interface Terminal {
  readonly isOpen: boolean;
  readonly end: number;
  /** Gives it a shell. It must have none. */
  attach(channel: TerminalChannel, idleMs: number): void;
  /** Resolves once the server's side has room for more. Without a shell the bytes are dropped. */
  write(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void>;
  resize(size: TerminalSize): void;
  /** What runs in it besides a waiting shell; undefined when that cannot be told. */
  programs(signal: AbortSignal | undefined): Promise<readonly string[] | undefined>;
  /** @param from offset to begin at; what is no longer kept is told as a gap */
  follow(name: string, from: number, wake: () => void): TerminalReading;
  acknowledge(name: string, end: number): void;
  /** Ends its shell, if it has one, and wakes those who follow it. */
  close(): void;
}

/**
 * @param place name of the server, for its notices
 * @param ended called each time a shell is gone
 */
export function createTerminal(clock: Clock, place: string, ended: (end: TerminalEnd) => void): Terminal {
  const ring = createByteRing(keptBytes);
  const flow = createFlow();
  let screen = watchScreen();
  let shell: { readonly channel: TerminalChannel; readonly idleMs: number; readonly left: AbortController } | undefined;
  let lastEnd: TerminalEnd | undefined;
  let cancelIdle = (): void => undefined;

  function append(bytes: Uint8Array): void {
    ring.append(bytes);
    flow.wakeAll();
  }

  async function pump(channel: TerminalChannel, signal: AbortSignal): Promise<void> {
    const source = readBytes(channel.stdout);
    for (;;) {
      while (!flow.hasRoom(ring.end)) await untilAborted(flow.changed(), signal);
      const bytes = await source.next(signal);
      if (bytes === undefined) return;
      append(bytes);
      screen.see(bytes);
      if (!flow.isFollowed) await pauseUnseen(signal);
    }
  }

  /** Ends early when somebody begins to look. */
  async function pauseUnseen(signal: AbortSignal): Promise<void> {
    const looked = new AbortController();
    const pause = sleep(clock, unseenPauseMs, AbortSignal.any([signal, looked.signal])).catch(() => undefined);
    await Promise.race([pause, flow.changed()]);
    looked.abort();
  }

  async function attend(channel: TerminalChannel, signal: AbortSignal): Promise<void> {
    try {
      await pump(channel, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (signal.aborted) return;
    const exitCode = await channel.ended;
    if (exitCode === undefined) {
      finish({ how: "lost", exitCode, message: `The connection to ${place} was lost` });
    } else {
      finish({ how: "ended", exitCode, message: `The shell has ended with exit code ${String(exitCode)}` });
    }
  }

  function finish(end: TerminalEnd): void {
    if (shell === undefined) return;
    const { channel, left } = shell;
    cancelIdle();
    shell = undefined;
    lastEnd = end;
    left.abort(new Error(end.message));
    channel.close();
    append(Buffer.from(endLine(end.message, screen)));
    screen = watchScreen();
    ended(end);
  }

  function armIdle(): void {
    cancelIdle();
    if (shell === undefined) return;
    const { idleMs } = shell;
    const lastMs = Math.min(warningMs, idleMs / 2);
    cancelIdle = clock.after(idleMs - lastMs, () => {
      append(Buffer.from(noticeLine(`Nothing was typed for a while: closing in ${String(lastMs / 1_000)} s`)));
      cancelIdle = clock.after(lastMs, () => {
        finish({ how: "idle", exitCode: undefined, message: `Closed after ${idleWords(idleMs)} without a key` });
      });
    });
  }

  function nextOf(reader: { cursor: number; told: TerminalEnd | undefined }, follower: Follower) {
    if (reader.cursor < ring.end) {
      if (follower.sent - follower.acknowledged >= windowBytes) return undefined;
      const { from, bytes } = ring.read(reader.cursor, frameBytes);
      if (from > reader.cursor) {
        const gap = from - reader.cursor;
        reader.cursor = follower.sent = follower.acknowledged = from;
        return { frame: { kind: "gap", bytes: gap } as const, end: from };
      }
      reader.cursor = follower.sent = from + bytes.length;
      const frame = { kind: "output", data: bytes.toString("base64"), end: reader.cursor } as const;
      return { frame, end: reader.cursor };
    }
    if (shell !== undefined || lastEnd === undefined || reader.told === lastEnd) return undefined;
    reader.told = lastEnd;
    const { exitCode, message } = lastEnd;
    return { frame: { kind: "closed", exitCode, message } as const, end: reader.cursor };
  }

  return {
    get isOpen() {
      return shell !== undefined;
    },
    get end() {
      return ring.end;
    },
    attach(channel, idleMs) {
      if (shell !== undefined) throw new Error("the terminal has a shell already");
      const left = new AbortController();
      shell = { channel, idleMs, left };
      armIdle();
      void attend(channel, left.signal);
    },
    async write(bytes, signal) {
      if (shell === undefined) return;
      const { channel, left } = shell;
      armIdle();
      channel.stdin.write(bytes);
      if (channel.stdin.writableLength < mostUnsentBytes) return;
      const ending = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
      const drained = new Promise<void>((resolve) => channel.stdin.once("drain", resolve));
      await untilAborted(Promise.race([drained, channel.ended]), ending).catch(() => undefined);
    },
    resize({ columns, rows }) {
      shell?.channel.resize(columns, rows);
    },
    // Without a shell nothing runs.
    programs: (signal) => shell?.channel.programs(signal) ?? Promise.resolve([]),
    follow(name, from, wake) {
      const cursor = Math.min(from, ring.end);
      const follower: Follower = { sent: cursor, acknowledged: cursor, wake };
      const reader = { cursor, told: undefined };
      flow.join(name, follower);
      return {
        next: () => nextOf(reader, follower),
        leave: () => {
          flow.leave(name, follower);
        },
      };
    },
    acknowledge: flow.acknowledge,
    close() {
      finish({ how: "closed", exitCode: undefined, message: "Closed" });
      // Those who follow one without a shell are to look again, too.
      flow.wakeAll();
    },
  };
}
