import type { ApiContext } from "../api/context.ts";
import type { AppRouter } from "../api/router.ts";
import type { Logger } from "../base/logger.ts";
import type { Configuration } from "./configuration.ts";

/** A running core: what a window, a daemon or a test serves to its clients. */
export interface Host {
  readonly router: AppRouter;
  readonly createContext: () => ApiContext;
  readonly configuration: Configuration;
  /** Absolute path of the folder that holds everything this host keeps. */
  readonly dataDirectory: string;
  readonly logger: Logger;
  /** The secret every client has to show. */
  readonly token: string;
  /** Where scripts reach it on this computer; undefined unless it runs any. */
  readonly runtimeApi: string | undefined;
  /** Lets clients find this host at `url`. */
  announce(url: string): void;
  /** The computer has woken, or its clock was set: looks at once what is due and what is under way. */
  wake(): void;
  /** Stops in order and waits for it. Calling it again waits for the same stop. */
  stop(): Promise<void>;
}
