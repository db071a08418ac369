import { createWakeUp } from "../api/wake-up.ts";

/** How the client starts what it listens to. */
type Subscribe<Step> = (observer: {
  readonly onData: (step: Step) => void;
  readonly onError: (error: unknown) => void;
  readonly onComplete: () => void;
  readonly onConnectionStateChange: (state: { readonly error?: unknown }) => void;
}) => { unsubscribe(): void };

/** Hands each step of something that goes on to `take`, in order, until it has ended or `signal` aborts. */
export async function eachStep<Step>(
  subscribe: Subscribe<Step>,
  take: (step: Step) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const wakeUp = createWakeUp();
  const steps: Step[] = [];
  let ended = false;
  let failure: unknown;
  const end = (error?: unknown): void => {
    ended = true;
    failure = error;
    wakeUp.wake();
  };
  const subscription = subscribe({
    onData(step) {
      steps.push(step);
      wakeUp.wake();
    },
    onError: end,
    onComplete: () => {
      end();
    },
    // Where no host runs, what goes wrong is told here alone, and would be tried again for ever.
    onConnectionStateChange({ error }) {
      if (error !== undefined && error !== null) end(error);
    },
  });
  try {
    while (!signal.aborted) {
      const step = steps.shift();
      if (step !== undefined) await take(step);
      else if (ended) break;
      else await wakeUp.wait(signal);
    }
  } finally {
    subscription.unsubscribe();
  }
  if (failure !== undefined && !signal.aborted) throw failure as Error;
}
