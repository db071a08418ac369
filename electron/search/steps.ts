/**
 * Hands on, one by one, what is told while something goes on, and ends when that does. Whoever stops reading ends it.
 * @param work told to stop by its signal; what it returns is waited for, and what it throws is thrown
 */
export async function* stepsOf<Step>(
  outer: AbortSignal | undefined,
  work: (tell: (step: Step) => void, signal: AbortSignal) => Promise<unknown>,
): AsyncGenerator<Step, void, void> {
  const own = new AbortController();
  const signal = outer === undefined ? own.signal : AbortSignal.any([outer, own.signal]);
  const steps: Step[] = [];
  let wake: (() => void) | undefined;
  let state: { readonly failure?: unknown } | undefined;
  const done = (outcome: { readonly failure?: unknown }): void => {
    state = outcome;
    wake?.();
  };
  const tell = (step: Step): void => {
    steps.push(step);
    wake?.();
  };
  work(tell, signal).then(
    () => {
      done({});
    },
    (failure: unknown) => {
      done({ failure });
    },
  );
  try {
    for (;;) {
      const step = steps.shift();
      if (step !== undefined) yield step;
      else if (state !== undefined) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if ("failure" in state && outer?.aborted !== true) throw state.failure;
  } finally {
    own.abort(new Error("nobody wants the rest"));
  }
}
