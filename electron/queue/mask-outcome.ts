import type { StopProof } from "../../shared/job.ts";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { createMasker } from "../masking/masker.ts";
import { compileSecrets } from "../masking/secret-table.ts";

/** No name of a process is kept longer than this, characters. */
const longestName = 200;

/**
 * An outcome as it may be stored: the names of processes are command lines, which the script may have given a secret.
 * They are cut to length only after that, so that no part of a secret is left at the cut.
 */
export function maskOutcome(outcome: ExecutionOutcome, secrets: readonly string[]): ExecutionOutcome {
  if (outcome.kind === "exited" || outcome.kind === "detached") return outcome;
  const table = compileSecrets(secrets);
  const mask = (text: string): string => {
    const masker = createMasker(table);
    return Buffer.concat([masker.push(Buffer.from(text)), masker.finish()]).toString("utf8");
  };
  const name = (text: string): string => {
    const masked = mask(text);
    return masked.length > longestName ? `${masked.slice(0, longestName)}…` : masked;
  };
  if (outcome.kind === "failed") {
    const { message, remedy } = outcome.failure;
    const masked = { message: mask(message), ...(remedy === undefined ? {} : { remedy: mask(remedy) }) };
    return { ...outcome, failure: { ...outcome.failure, ...masked } };
  }
  const proof = outcome.proof === undefined ? {} : { proof: maskProof(outcome.proof, name) };
  return outcome.kind === "stopped"
    ? { ...outcome, survivors: outcome.survivors.map(name), ...proof }
    : { ...outcome, message: mask(outcome.message), ...proof };
}

function maskProof(proof: StopProof, name: (text: string) => string): StopProof {
  return {
    ...proof,
    signals: proof.signals.map((signal) => ({ ...signal, to: signal.to.map(name) })),
    ended: proof.ended.map(({ process, at }) => ({ process: name(process), at })),
    survivors: proof.survivors.map(name),
  };
}
