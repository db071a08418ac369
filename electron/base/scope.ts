/**
 * Collects what must be undone. Closing runs everything in reverse order, once, however often it is asked, and goes
 * on past a part that fails.
 */
export interface Scope {
  /** Registers a clean-up; `what` names it in errors. */
  defer(what: string, undo: () => void | Promise<void>): void;
  /** @throws AggregateError naming every part that could not be undone */
  close(): Promise<void>;
}

export function createScope(): Scope {
  const undoing: { readonly what: string; readonly undo: () => void | Promise<void> }[] = [];
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    const failures: Error[] = [];
    for (let part = undoing.pop(); part; part = undoing.pop()) {
      try {
        await part.undo();
      } catch (error) {
        failures.push(new Error(`could not close ${part.what}`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((failure) => failure.message).join("; "));
  }

  return {
    defer(what, undo) {
      undoing.push({ what, undo });
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
