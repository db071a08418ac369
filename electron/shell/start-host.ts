import type { Host } from "../host/host.ts";
import { toErrorDetails, type ErrorDetails } from "../../shared/errors.ts";

/**
 * Opens the host; when that fails, tells `ask` what happened and tries again as often as it says so.
 * @returns the host, or undefined when the person gave up
 */
export async function startHost(
  open: () => Promise<Host>,
  ask: (failure: ErrorDetails) => Promise<"retry" | "quit">,
): Promise<Host | undefined> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if ((await ask(toErrorDetails(error))) === "quit") return undefined;
    }
  }
}
