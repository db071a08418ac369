import type { KyselyPlugin } from "kysely";

/** The end of the writing process, or of a transaction, at a statement nobody expected it at. */
class SimulatedFault extends Error {
  constructor(statements: number) {
    super(`the simulation broke the write off after ${String(statements)} statements`);
    this.name = "SimulatedFault";
  }
}

/** Breaks writes off. Once armed it waits for so many statements, strikes once, and rests. */
export interface Faults {
  /** @param strikes called when it happens, while the transaction is open */
  arm(statements: number, strikes: () => void): void;
  readonly armed: boolean;
  disarm(): void;
  readonly plugin: KyselyPlugin;
}

export function createFaults(): Faults {
  let left: number | undefined;
  let total = 0;
  let strike = (): void => undefined;
  return {
    arm(statements, strikes) {
      left = total = statements;
      strike = strikes;
    },
    get armed() {
      return left !== undefined;
    },
    disarm() {
      left = undefined;
    },
    plugin: {
      transformQuery: ({ node }) => node,
      transformResult({ result }) {
        if (left === undefined || left-- > 0) return Promise.resolve(result);
        left = undefined;
        strike();
        return Promise.reject(new SimulatedFault(total));
      },
    },
  };
}
