/** Lets a generator wait for a callback: any number of calls before the wait count as one. */
export interface WakeUp {
  wake(): void;
  /** Resolves at the next call, or at once if there was one since the last wait; rejects never, ends on abort. */
  wait(signal: AbortSignal | undefined): Promise<void>;
}

export function createWakeUp(): WakeUp {
  let called = false;
  let resume: (() => void) | undefined;

  function wake(): void {
    called = true;
    resume?.();
  }

  return {
    wake,
    async wait(signal) {
      if (!called && signal?.aborted !== true) {
        signal?.addEventListener("abort", wake, { once: true });
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
        signal?.removeEventListener("abort", wake);
        resume = undefined;
      }
      called = false;
    },
  };
}
