import { startDaemon, type DaemonOptions, type RunningDaemon } from "../e2e/fixtures/daemon.ts";

/** Starts the real daemon from the built program; it ends with this process, however that ends. */
export async function startOwnDaemon(options: DaemonOptions = {}): Promise<RunningDaemon> {
  const daemon = await startDaemon(options);
  const end = (): void => void daemon.process.kill();
  process.once("exit", end);
  daemon.process.once("exit", () => process.removeListener("exit", end));
  return daemon;
}
