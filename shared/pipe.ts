/**
 * A two-way stream of text frames between one client and the host. Everything the contract needs from a transport is
 * here, so that memory, a WebSocket and the window's port are interchangeable.
 *
 * Frames arrive whole, once and in order while the pipe is open. Either side may end it; from that moment both drop
 * what is still under way, so that no farewell reaches a client that is about to resume over a new pipe.
 */
export interface FramePipe {
  /** Sends one frame. Does nothing once the pipe has ended. */
  send(frame: string): void;
  /** Calls `listener` with each frame from the other side; the returned function unsubscribes. */
  onFrame(listener: (frame: string) => void): () => void;
  /** Calls `listener` once when either side ends the pipe, or at once if it has ended; the result unsubscribes. */
  onClose(listener: () => void): () => void;
  /** Ends the pipe. Calling it again does nothing. */
  close(): void;
}

/** Opens a new pipe to the host; rejects when the host does not accept it. */
export type OpenPipe = () => Promise<FramePipe>;
