import type { Client, ClientChannel } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError, type CommandChannel } from "../spool/command-channel.ts";

const openLimitMs = 15_000;

/** The server has no room for another channel on this connection: its limit, or slots it frees late. */
export class ChannelRefusedError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = "ChannelRefusedError";
  }
}

/**
 * Starts a command on a connection.
 * @param released called once the channel no longer counts against the connection
 * @throws ChannelRefusedError when another channel, or another connection, may do
 * @throws LinkLostError when the connection is no more, or does not answer
 */
export function openChannel(
  client: Client,
  command: string,
  clock: Clock,
  released: () => void,
): Promise<CommandChannel> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (settleNow: () => void): void => {
      if (settled) return;
      settled = true;
      cancel();
      client.removeListener("close", lost);
      settleNow();
    };
    const fail = (error: Error): void => {
      settle(() => {
        released();
        reject(error);
      });
    };
    const lost = (): void => {
      fail(new LinkLostError("The connection was lost"));
    };
    const cancel = clock.after(openLimitMs, () => {
      lost();
      client.destroy();
    });
    client.once("close", lost);
    try {
      client.exec(command, (error, channel) => {
        if (error) fail(/open failure/i.test(error.message) ? new ChannelRefusedError(error) : refused(error));
        else if (settled) channel.close();
        else {
          settle(() => {
            resolve(commandChannel(channel, released));
          });
        }
      });
    } catch (error) {
      // The library throws when the connection has just gone.
      fail(new LinkLostError("The connection was lost", error));
    }
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
