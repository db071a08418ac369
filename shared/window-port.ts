/** What the preload puts on `window.cronium`: one port for text frames to the main process, and nothing else. */
export interface WindowPort {
  send(frame: string): void;
  /** Calls `listener` with each frame from the main process; the returned function unsubscribes. */
  onFrame(listener: (frame: string) => void): () => void;
}
