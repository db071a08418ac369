import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { RuntimeDoor } from "../executor.ts";

/** A door to a plain HTTP server, for tests. */
export interface SampleDoor extends RuntimeDoor {
  /** How many connections have come. */
  readonly accepted: number;
  close(): void;
}

export function openSampleDoor(answer: (request: IncomingMessage, response: ServerResponse) => void): SampleDoor {
  const server: Server = createServer({ keepAlive: true }, answer);
  let accepted = 0;
  return {
    url: "http://127.0.0.1:1",
    accept(connection) {
      accepted += 1;
      server.emit("connection", connection);
    },
    get accepted() {
      return accepted;
    },
    close() {
      server.closeAllConnections();
    },
  };
}
