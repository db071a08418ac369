import { randomBytes, randomInt } from "node:crypto";

/** The only source of randomness. Shapes are those of the original product. */
export interface Ids {
  /** `job_` and 12 letters or digits. */
  job(): string;
  /** `exec_{job}_{time}`, or `exec_{job}_{server}_{time}` on a server. `atMs` is epoch milliseconds. */
  execution(jobId: string, serverId: number | undefined, atMs: number): string;
  /** A URL-safe secret of 256 bits. */
  token(): string;
  /** A number in [0, 1). */
  fraction(): number;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const randomIds: Ids = {
  job: () => `job_${Array.from({ length: 12 }, () => alphabet.charAt(randomInt(alphabet.length))).join("")}`,
  execution: (jobId, serverId, atMs) =>
    serverId === undefined ? `exec_${jobId}_${String(atMs)}` : `exec_${jobId}_${String(serverId)}_${String(atMs)}`,
  token: () => randomBytes(32).toString("base64url"),
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
};
