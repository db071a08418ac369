import type { FramePipe, OpenPipe } from "../../shared/pipe.ts";
import { createPipeEnd, type PipeEnd } from "../../shared/pipe-end.ts";
import { decodeWindowFrame, encodeWindowFrame } from "../../shared/window-frame.ts";
import type { WindowPort } from "../../shared/window-port.ts";

interface Opening {
  readonly accept: () => void;
  readonly refuse: (reason: Error) => void;
}

/**
 * Opens pipes to the main process over the window's port, any number of them one after the other or at once.
 *
 * `pageLoad` tells this load of the page from every other load of it in the same window; the instant the load began
 * (`performance.timeOrigin`, milliseconds with a fraction) serves.
 */
export function windowPipes(port: WindowPort, pageLoad: number): OpenPipe {
  const openings = new Map<string, Opening>();
  const ends = new Map<string, PipeEnd>();
  let opened = 0;

  port.onFrame((text) => {
    const frame = decodeWindowFrame(text);
    if (!frame) return;
    const { connection } = frame;
    switch (frame.kind) {
      case "opened":
        openings.get(connection)?.accept();
        break;
      case "frame":
        ends.get(connection)?.receive(frame.text);
        break;
      case "close":
        openings.get(connection)?.refuse(new Error("The window's host did not accept the connection."));
        ends.get(connection)?.end();
        ends.delete(connection);
        break;
      case "open":
        // Only a page asks for connections.
        break;
    }
  });

  function connect(connection: string): FramePipe {
    const end = createPipeEnd({
      send: (text) => {
        port.send(encodeWindowFrame({ kind: "frame", connection, text }));
      },
      close: () => {
        ends.delete(connection);
        port.send(encodeWindowFrame({ kind: "close", connection }));
      },
    });
    ends.set(connection, end);
    return end.pipe;
  }

  return () =>
    new Promise<FramePipe>((resolve, reject) => {
      opened += 1;
      const connection = `${String(pageLoad)}.${String(opened)}`;
      openings.set(connection, {
        accept: () => {
          openings.delete(connection);
          resolve(connect(connection));
        },
        refuse: (reason) => {
          openings.delete(connection);
          reject(reason);
        },
      });
      port.send(encodeWindowFrame({ kind: "open", connection }));
    });
}
