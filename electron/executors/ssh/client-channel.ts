import type { Client, ClientChannel } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError, type CommandChannel } from "../spool/command-channel.ts";
import { awaitAnswer } from "./await-answer.ts";
import type { TerminalChannel } from "./server-access.ts";
import { askPrograms, rememberTerminal } from "./terminal-programs.ts";

/** The server has no room for another channel on this connection: its limit, or slots it frees late. */
export class ChannelRefusedError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = "ChannelRefusedError";
  }
}

/**
 * Starts a command on a connection.
 * @param released called once the channel that was opened no longer counts against the connection
 * @throws ChannelRefusedError when another channel, or another connection, may do
 * @throws LinkLostError when the connection is no more, or does not answer within 15 s
 */
export function openChannel(
  client: Client,
  command: string,
  clock: Clock,
  released: () => void,
): Promise<CommandChannel> {
  return openSession(
    client,
    clock,
    (take) => client.exec(command, take),
    (channel) => commandChannel(channel, released),
  );
}

/**
 * Starts the user's shell behind a terminal of its own (`xterm-256color`).
 * @param size in characters
 * @throws as openChannel does
 */
export function openShell(
  client: Client,
  size: { readonly columns: number; readonly rows: number },
  clock: Clock,
  released: () => void,
): Promise<TerminalChannel> {
  const { columns: cols, rows } = size;
  const terminal = { term: "xterm-256color", cols, rows, width: 0, height: 0 };
  return openSession(
    client,
    clock,
    (take) => client.shell(terminal, take),
    (channel) => {
      const shell: TerminalChannel = {
        ...commandChannel(channel, released),
        resize(columns, lines) {
          // A terminal whose connection has just gone has no size any more.
          if (channel.writable) channel.setWindow(lines, columns, 0, 0);
        },
        programs: (signal) =>
          askPrograms(client, shell, clock, (command) => openChannel(client, command, clock, () => undefined), signal),
      };
      rememberTerminal(client, shell);
      return shell;
    },
  );
}

/** @param dress makes of the channel what is wanted, before anything more of what the server sends is looked at */
function openSession<T>(
  client: Client,
  clock: Clock,
  open: (take: (error: Error | undefined, channel: ClientChannel) => void) => void,
  dress: (channel: ClientChannel) => T,
): Promise<T> {
  return awaitAnswer<T>(client, clock, (answer, fail) => {
    open((error, channel) => {
      if (error) fail(/open failure/i.test(error.message) ? new ChannelRefusedError(error) : refused(error));
      // A short command may have ended by the time anybody who waits for it is told.
      else if (!answer(() => dress(channel))) channel.close();
    });
  });
}

function refused(error: Error): Error {
  return new LinkLostError(`The command was refused: ${error.message}`, error);
}

function commandChannel(channel: ClientChannel, released: () => void): CommandChannel {
  let exitCode: number | undefined;
  channel.on("exit", (code: number | null) => {
    exitCode = code ?? 128;
  });
  const ended = new Promise<number | undefined>((resolve) => {
    channel.once("close", () => {
      resolve(exitCode);
    });
  });
  void ended.then(released);
  // Writing to a command that is gone is no reason to fail: that it is gone shows on its output.
  channel.on("error", () => undefined);
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended,
    close() {
      channel.close();
      // A channel counts as closed only when everything it still held has been taken.
      for (const stream of [channel, channel.stderr]) stream.removeAllListeners("readable").resume();
    },
  };
}
