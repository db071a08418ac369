import type { StopProof } from "./job.ts";

/** A proof as it comes over the pipe, where what was undefined is absent. */
export type ShownProof = Omit<StopProof, "goneAt"> & { readonly goneAt?: number | undefined };

/**
 * How a run was stopped, in one sentence without its end: "TERM to 3 processes, KILL to 1 after 5.0 s, all gone after
 * 5.1 s". Times count from when it was asked for.
 * @param duration writes a number of milliseconds
 */
export function stopSummary(proof: ShownProof, duration: (milliseconds: number) => string): string {
  switch (proof.means) {
    case "nothing":
      return "nothing was left to stop";
    case "restart":
      return "the computer it ran on had restarted, and nothing of it can be left";
    case "unreachable":
      return "nobody could be asked to stop it";
    case "processes":
    case "control_group":
    case "container":
      return [...rounds(proof, duration), ending(proof, duration)].join(", ");
  }
}

function rounds(proof: ShownProof, duration: (milliseconds: number) => string): readonly string[] {
  const [term] = proof.signals.filter(({ signal }) => signal === "TERM");
  const kills = proof.signals.filter(({ signal }) => signal === "KILL");
  const killed = new Set(kills.flatMap(({ to }) => to.filter((name) => !isWhole(name)))).size;
  const whole = wholeWords[proof.means] ?? "";
  const [first] = kills;
  return [
    ...(term === undefined
      ? []
      : [proof.means === "container" ? `TERM to ${whole}` : `TERM to ${processes(term.count)}`]),
    ...(first === undefined
      ? []
      : [
          `KILL to ${first.to.some(isWhole) ? whole : String(killed)} after ${duration(Math.max(0, first.at - proof.askedAt))}`,
        ]),
  ];
}

const wholeWords: Readonly<Partial<Record<StopProof["means"], string>>> = {
  container: "the whole container",
  control_group: "the whole control group",
};

/** Whether a signal's receiver is not one process. */
function isWhole(name: string): boolean {
  return name.startsWith("container ") || name.startsWith("control group ");
}

function ending(proof: ShownProof, duration: (milliseconds: number) => string): string {
  return proof.goneAt === undefined
    ? `${String(proof.survivors.length)} still alive`
    : `all gone after ${duration(Math.max(0, proof.goneAt - proof.askedAt))}`;
}

function processes(count: number): string {
  return count === 1 ? "1 process" : `${String(count)} processes`;
}
