import type { StopProof } from "../../shared/job.ts";

/** Bounds of what is kept about one stop, however many processes there were. */
const mostSignals = 20;
const mostNames = 40;
const mostEnded = 100;

/** A proof within its bounds: the first of everything are kept. */
export function boundProof(
  proof: Omit<StopProof, "signals"> & {
    readonly signals: readonly Omit<StopProof["signals"][number], "count">[];
  },
): StopProof {
  return {
    ...proof,
    signals: proof.signals
      .slice(0, mostSignals)
      .map((signal) => ({ ...signal, to: signal.to.slice(0, mostNames), count: signal.to.length })),
    ended: proof.ended.slice(0, mostEnded),
    survivors: proof.survivors.slice(0, mostNames),
  };
}

/** Nothing was left to end, or nothing had begun: known at once. */
export function nothingToStop(reason: StopProof["reason"], askedAt: number, goneAt: number): StopProof {
  return { reason, askedAt, means: "nothing", signals: [], ended: [], goneAt, survivors: [] };
}
