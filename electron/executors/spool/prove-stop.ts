import type { StopProof } from "../../../shared/job.ts";
import { boundProof } from "../stop-proof.ts";
import type { StopAnswer } from "./spool-source.ts";

/**
 * Puts a place's account of a stop on this computer's clock.
 * @param askedAt when the stop was asked for here, epoch milliseconds
 * @param answeredAt when the account arrived
 */
export function proveStop(
  { account, survivors }: Extract<StopAnswer, { kind: "stopped" }>,
  reason: StopProof["reason"],
  askedAt: number,
  answeredAt: number,
): StopProof {
  const at = (agoMs: number): number => answeredAt - agoMs;
  const { begunAgoMs, rounds, gone, clearAgoMs, control, restarted } = account;
  const isGone = survivors.length === 0;
  return boundProof({
    reason,
    askedAt: Math.min(askedAt, at(begunAgoMs ?? 0)),
    means: restarted
      ? "restart"
      : rounds.length === 0 && isGone
        ? "nothing"
        : control === undefined
          ? "processes"
          : "control_group",
    signals: rounds.map(({ signal, agoMs, to }) => ({ at: at(agoMs), signal, to })),
    ended: gone.map(({ process, agoMs }) => ({ process, at: at(agoMs) })),
    goneAt: isGone ? at(clearAgoMs ?? 0) : undefined,
    survivors,
  });
}
