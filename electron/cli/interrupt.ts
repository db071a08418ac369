import type { Session } from "./session.ts";

/** What a shell reports for a command that Ctrl-C ended: 128 and the number of SIGINT. */
const interruptedStatus = 130;

/**
 * Lets Ctrl-C end `work` through its signal, and the command with the usual status; a second one ends it at once.
 * @returns what `work` returns, or 130 when it was interrupted
 */
export async function withInterrupt(session: Session, work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const silence = session.io.onInterrupt(() => {
    if (controller.signal.aborted) session.io.exitNow(interruptedStatus);
    controller.abort();
  });
  try {
    const status = await work(controller.signal);
    return controller.signal.aborted ? interruptedStatus : status;
  } finally {
    silence();
  }
}
