import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A socket that passes everything on to another one until it is told to cut, or to be away for a while. */
export interface CuttableSocket {
  readonly path: string;
  /** Cuts every connection there is. */
  cut(): void;
  /** Cuts every connection and refuses new ones until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Cuts the next connection whose client sends `words`, once they are passed on. */
  cutAfter(words: string): void;
  close(): Promise<void>;
}

export async function openCuttableSocket(target: string): Promise<CuttableSocket> {
  const directory = mkdtempSync(join(tmpdir(), "cronium-socket-"));
  const path = join(directory, "docker.sock");
  const connections = new Set<Socket>();
  let fatalWords: string | undefined;
  let server = listen();

  function listen() {
    return createServer({ allowHalfOpen: true }, (near) => {
      const far = createConnection({ path: target, allowHalfOpen: true });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        connections.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          connections.delete(one);
          other.destroy();
        });
      }
      near.on("data", (bytes) => {
        const isFatal = fatalWords !== undefined && bytes.includes(fatalWords);
        if (isFatal) fatalWords = undefined;
        if (!far.write(bytes, isFatal ? () => near.destroy() : undefined)) near.pause();
      });
      far.on("drain", () => near.resume());
      near.on("end", () => far.end());
      far.pipe(near);
    }).listen(path);
  }

  function cut(): void {
    for (const connection of connections) connection.destroy();
  }

  async function goAway(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  }

  await new Promise((resolve) => server.once("listening", resolve));
  return {
    path,
    cut,
    goAway,
    async comeBack() {
      server = listen();
      await new Promise((resolve) => server.once("listening", resolve));
    },
    cutAfter(words) {
      fatalWords = words;
    },
    async close() {
      if (server.listening) await goAway();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
