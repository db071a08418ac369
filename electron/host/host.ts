import type { AnyRouter } from "@trpc/server";

/** A running core: what a window, a daemon or a test serves to its clients. */
export interface Host {
  readonly router: AnyRouter;
  readonly createContext: () => unknown;
  /** Absolute path of the folder that holds everything this host keeps. */
  readonly dataDirectory: string;
  /** Stops in order and waits for it. Calling it again waits for the same stop. */
  stop(): Promise<void>;
}
