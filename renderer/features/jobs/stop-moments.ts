import type { ShownProof } from "../../../shared/stop-summary.ts";

/** One step of a stop. */
export interface StopMoment {
  /** Milliseconds since the stop was asked for. */
  readonly afterMs: number;
  readonly what: string;
  /** Processes, as "PID COMMAND", and whatever got a signal as a whole. */
  readonly who: readonly string[];
  /** How many more there were. */
  readonly more: number;
}

/** The steps of a stop in their order; what was gone at the same moment in one. */
export function stopMoments(proof: ShownProof): readonly StopMoment[] {
  const after = (at: number): number => Math.max(0, at - proof.askedAt);
  const gone = [...Map.groupBy(proof.ended, ({ at }) => at)].map(([at, processes]) => ({
    afterMs: after(at),
    what: "Gone",
    who: processes.map(({ process }) => process),
    more: 0,
  }));
  const signals = proof.signals.map(({ at, signal, to, count }) => ({
    afterMs: after(at),
    what: `${signal} to`,
    who: to,
    more: count - to.length,
  }));
  const end =
    proof.goneAt === undefined
      ? [{ afterMs: Infinity, what: "Still alive", who: proof.survivors, more: 0 }]
      : [{ afterMs: after(proof.goneAt), what: "Nothing left at the last look", who: [], more: 0 }];
  const moments = [...signals, ...gone].sort((left, right) => left.afterMs - right.afterMs);
  if (moments.length === 0) return [];
  const last = moments.at(-1)?.afterMs ?? 0;
  return [
    ...moments,
    ...end.map((moment) => ({ ...moment, afterMs: Number.isFinite(moment.afterMs) ? moment.afterMs : last })),
  ];
}
