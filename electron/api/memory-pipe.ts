import type { FramePipe } from "../../shared/pipe.ts";
import { createPipeEnd, type PipeEnd } from "../../shared/pipe-end.ts";

/** A pipe whose two ends live in one process. A frame arrives after the sender's own step has finished. */
export function createMemoryPipe(): { readonly client: FramePipe; readonly server: FramePipe } {
  const client: PipeEnd = createPipeEnd({
    send: (frame) => {
      queueMicrotask(() => {
        server.receive(frame);
      });
    },
    close: () => {
      server.end();
    },
  });
  const server: PipeEnd = createPipeEnd({
    send: (frame) => {
      queueMicrotask(() => {
        client.receive(frame);
      });
    },
    close: () => {
      client.end();
    },
  });
  return { client: client.pipe, server: server.pipe };
}
