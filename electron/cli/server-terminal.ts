import { Buffer } from "node:buffer";
import type { ReadStream, WriteStream } from "node:tty";
import type { Command } from "commander";
import { longestTypingBytes, type TerminalFrame, type TerminalSize } from "../../shared/terminal.ts";
import { randomIds } from "../base/ids.ts";
import type { Attach } from "./action.ts";
import { withClient, type Client } from "./connect.ts";
import { write } from "./io.ts";
import { createLeaveKeys } from "./leave-keys.ts";
import { findServer } from "./lookup.ts";
import type { Session } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/** So much is written out between two words to the host that it may send more, bytes. */
const acknowledgeEvery = 64 * 1024;
/** What ssh reports when its connection broke. */
const lostStatus = 255;

export function addServerTerminal(server: Command, attach: Attach): void {
  attach(
    server
      .command("terminal <server>")
      .description("a shell on a server, in this terminal; Ctrl-], or ~. at the start of a line, leaves and ends it"),
    terminal,
  );
}

function terminal(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<number> {
  const { stdin, stdout } = session.io;
  if (session.json || stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new UsageError(
      "A shell needs a terminal: run this in one, without --json and without leading anything elsewhere.",
    );
  }
  const [keyboard, screen] = [stdin as ReadStream, stdout as WriteStream];
  return withClient(session, async (client) => {
    const { id: serverId, name } = await findServer(client, word);
    const { id } = await client.terminals.open.mutate({ serverId, size: sizeOf(screen) });
    session.note(`Connected to ${name}. Ctrl-], or ~. at the start of a line, leaves.`);
    keyboard.setRawMode(true);
    try {
      return await attend(client, id, keyboard, screen);
    } finally {
      keyboard.setRawMode(false);
      keyboard.pause();
      await client.terminals.close.mutate({ id });
      session.note("");
    }
  });
}

/** Passes on what is typed and shown until the shell has ended or is left. @returns the status to end with */
async function attend(client: Client, id: string, keyboard: ReadStream, screen: WriteStream): Promise<number> {
  const ended = Promise.withResolvers<number>();
  const follower = `command-${randomIds.token()}`;
  const leaveKeys = createLeaveKeys();
  let acknowledged = 0;
  let shown = Promise.resolve();
  let sent = Promise.resolve();

  async function show(frame: TerminalFrame): Promise<void> {
    if (frame.kind === "gap") return;
    if (frame.kind === "closed") {
      ended.resolve(frame.exitCode ?? lostStatus);
      return;
    }
    await write(screen, Buffer.from(frame.data, "base64"));
    if (frame.end - acknowledged < acknowledgeEvery) return;
    acknowledged = frame.end;
    await client.terminals.acknowledge.mutate({ id, follower, end: frame.end });
  }

  async function send(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += longestTypingBytes) {
      const data = bytes.subarray(at, at + longestTypingBytes).toString("base64");
      await client.terminals.write.mutate({ id, data });
    }
  }

  const type = (typed: Buffer): void => {
    const { bytes, leaves } = leaveKeys(typed);
    // One after the other: that keeps the order.
    sent = sent.then(() => send(bytes));
    sent.catch(ended.reject);
    if (leaves) ended.resolve(0);
  };
  const resize = (): void => {
    client.terminals.resize.mutate({ id, size: sizeOf(screen) }).catch(ended.reject);
  };
  const following = client.terminals.follow.subscribe(
    { id, follower },
    {
      onData({ data: frame }) {
        shown = shown.then(() => show(frame as TerminalFrame));
        shown.catch(ended.reject);
      },
      onError: ended.reject,
    },
  );
  keyboard.on("data", type);
  screen.on("resize", resize);
  try {
    return await ended.promise;
  } finally {
    following.unsubscribe();
    keyboard.off("data", type);
    screen.off("resize", resize);
  }
}

function sizeOf({ columns, rows }: WriteStream): TerminalSize {
  const within = (count: number, least: number): number => Math.min(1_000, Math.max(least, count));
  return { columns: within(columns, 2), rows: within(rows, 1) };
}
