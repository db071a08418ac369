import { createHash } from "node:crypto";

/**
 * A number that goes with a run wherever its processes go. It is set as their limit of resident memory, which Linux has
 * not enforced since 2.6 (getrlimit(2)) but hands on through fork, exec, setsid and a cleared environment, lets nobody
 * without privileges raise again, and shows to everyone in /proc/PID/limits: a mark that a process cannot lose by
 * accident, nor by any of the usual ways of becoming a daemon.
 */
export interface LimitMark {
  /** What `ulimit -m` is given: kibibytes, a pebibyte and more, so that it could limit nothing even where it counted. */
  readonly kibibytes: string;
  /** How /proc/PID/limits shows it. */
  readonly bytes: string;
}

/** The mark of an execution: always the same for the same id, and another one for another (2^40 of them). */
export function limitMark(executionId: string): LimitMark {
  const digest = createHash("sha256").update(`cronium run ${executionId}`).digest();
  const kibibytes = 2n ** 50n + BigInt(digest.readUIntBE(0, 5));
  return { kibibytes: String(kibibytes), bytes: String(kibibytes * 1024n) };
}
