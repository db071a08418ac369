import type { FramePipe } from "./pipe.ts";

/** How one end of a pipe reaches the other. */
export interface Wire {
  /** Carries one frame across. */
  send(frame: string): void;
  /** Tells the other side that this one has ended the pipe. */
  close(): void;
}

/** One end of a pipe, with the two calls by which its wire reports what the other side did. */
export interface PipeEnd {
  readonly pipe: FramePipe;
  /** A frame has arrived. */
  receive(frame: string): void;
  /** The other side, or the wire itself, has ended the pipe. */
  end(): void;
}

/** Gives any wire the promises of `FramePipe`: ends once, drops frames after that, tells every listener. */
export function createPipeEnd(wire: Wire): PipeEnd {
  const frameListeners = new Set<(frame: string) => void>();
  const closeListeners = new Set<() => void>();
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    frameListeners.clear();
    const listeners = [...closeListeners];
    closeListeners.clear();
    for (const listener of listeners) listener();
  }

  return {
    pipe: {
      send(frame) {
        if (!ended) wire.send(frame);
      },
      onFrame(listener) {
        if (!ended) frameListeners.add(listener);
        return () => {
          frameListeners.delete(listener);
        };
      },
      onClose(listener) {
        if (ended) listener();
        else closeListeners.add(listener);
        return () => {
          closeListeners.delete(listener);
        };
      },
      close() {
        if (ended) return;
        wire.close();
        end();
      },
    },
    receive(frame) {
      for (const listener of [...frameListeners]) listener(frame);
    },
    end,
  };
}
