import type { IpcMainEvent, WebContents } from "electron";
import type { FramePipe } from "../../shared/pipe.ts";
import { createPipeEnd, type PipeEnd } from "../../shared/pipe-end.ts";
import { decodeWindowFrame, encodeWindowFrame, type WindowFrame } from "../../shared/window-frame.ts";
import { frameLimitBytes } from "../api/frame-limit.ts";
import { frameChannel } from "./frame-channel.ts";

/** Serves one pipe of the page. */
export type ServePipe = (pipe: FramePipe) => void;

/**
 * Accepts the pipes that the page in `contents` opens, for as long as the contents live. A page that asks before the
 * host runs waits for `ready`, and is refused if that rejects. Frames from anything but our main frame are ignored.
 *
 * Pipes belong to one load of the page: a reload, a crash or the window's end closes those of the load before, so that
 * its subscriptions stop.
 */
export function acceptPipes(contents: WebContents, ready: () => Promise<ServePipe>): void {
  const opening = new Set<string>();
  const ends = new Map<string, PipeEnd>();

  function post(frame: WindowFrame): void {
    if (!contents.isDestroyed()) contents.send(frameChannel, encodeWindowFrame(frame));
  }

  function refuse(connection: string): void {
    post({ kind: "close", connection });
  }

  function drop(connection: string): void {
    opening.delete(connection);
    const end = ends.get(connection);
    ends.delete(connection);
    end?.end();
  }

  function dropAll(): readonly string[] {
    const connections = [...opening, ...ends.keys()];
    connections.forEach(drop);
    return connections;
  }

  function accept(connection: string, serve: ServePipe): void {
    const end = createPipeEnd({
      send: (text) => {
        post({ kind: "frame", connection, text });
      },
      close: () => {
        ends.delete(connection);
        refuse(connection);
      },
    });
    ends.set(connection, end);
    post({ kind: "opened", connection });
    serve(end.pipe);
  }

  async function open(connection: string): Promise<void> {
    opening.add(connection);
    const serve = await ready().catch(() => undefined);
    // The page may have given up, or be gone, by now.
    if (!opening.delete(connection)) return;
    if (serve) accept(connection, serve);
    else refuse(connection);
  }

  function receive(event: IpcMainEvent, text: unknown): void {
    if (event.senderFrame === null || event.senderFrame !== contents.mainFrame || typeof text !== "string") return;
    const frame = decodeWindowFrame(text);
    switch (frame?.kind) {
      case "open":
        void open(frame.connection);
        break;
      case "close":
        drop(frame.connection);
        break;
      case "frame": {
        const end = ends.get(frame.connection);
        if (end && frame.text.length <= frameLimitBytes) end.receive(frame.text);
        else {
          // Unknown here: whatever the page believes, this connection is over.
          drop(frame.connection);
          refuse(frame.connection);
        }
        break;
      }
      case "opened":
      case undefined:
        break;
    }
  }

  contents.ipc.on(frameChannel, receive);
  // The new page is told as well: should it have been faster than this event, it asks again.
  contents.on("did-navigate", () => {
    dropAll().forEach(refuse);
  });
  contents.on("render-process-gone", dropAll);
  contents.once("destroyed", dropAll);
}
