import { type Offered, type SyncClient } from "./operations";

declare global {
  /** There without an import in every script that Cronium runs. Its methods wait; `cronium.promises` does not. */
  const cronium: SyncClient & Pick<Offered, "Cronium" | "CroniumError" | "CroniumAPIError" | "CroniumTimeoutError">;
}
