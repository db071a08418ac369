import type { Duplex } from "node:stream";
import type { ServerConnection } from "../executor.ts";
import type { CommandChannel, Commands } from "../spool/command-channel.ts";

/** A shell behind a terminal of its own on the server. */
export interface TerminalChannel extends CommandChannel {
  resize(columns: number, rows: number): void;
  /**
   * What runs in it besides a shell that waits for a command: names, of the foreground first. Undefined when that cannot
   * be told. Rejects only when the signal aborts.
   */
  programs(signal: AbortSignal | undefined): Promise<readonly string[] | undefined>;
}

/** Where a server listens for us. */
export interface Passage {
  /** Resolves when it is gone: closed by either side, or its connection broke. */
  readonly closed: Promise<void>;
  close(): void;
}

/** A door on a server's own loopback, whose connections come here. */
export interface Forward extends Passage {
  /** As a script on the server reaches it: `http://127.0.0.1:PORT`, a port the server chose. */
  readonly url: string;
}

/** The server does not forward connections to us in that way. */
export class ForwardingRefusedError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ForwardingRefusedError";
  }
}

/**
 * All that is done on servers, over one pool of connections. Each call throws UnreachableError when the server cannot
 * be reached, LinkLostError when it could be and then no more, and the signal's reason when that aborts first.
 */
export interface ServerAccess {
  /** Commands on a server, as runs use them. */
  commandsOn(server: ServerConnection): Commands;
  /** A login shell with a terminal, `xterm-256color`. */
  openTerminal(
    server: ServerConnection,
    size: { readonly columns: number; readonly rows: number },
    signal: AbortSignal,
  ): Promise<TerminalChannel>;
  /**
   * Opens a door on the server's loopback at a port that the server chooses, or at this one if it can be had.
   * @throws ForwardingRefusedError where the server forbids it
   */
  forward(
    server: ServerConnection,
    accept: (connection: Duplex) => void,
    signal: AbortSignal,
    port?: number,
  ): Promise<Forward>;
  /**
   * Opens a door at a socket in the server's file system; its file stays when it is closed.
   * @param path absolute; where there is no file yet
   * @throws ForwardingRefusedError where the server forbids it, or no file can be made there
   */
  forwardSocket(
    server: ServerConnection,
    path: string,
    accept: (connection: Duplex) => void,
    signal: AbortSignal,
  ): Promise<Passage>;
  /** Closes the connections of a server, such as when its credential has been replaced. */
  drop(serverId: number): void;
  close(): void;
}
