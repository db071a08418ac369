import { z } from "zod";

/** Files to import servers from; absent: those of the user who runs the program. Absolute paths. */
const importSource = z.strictObject({
  config: z.string().min(1).max(4_096).optional(),
  knownHosts: z.string().min(1).max(4_096).optional(),
});
export type ImportSource = z.output<typeof importSource>;
export const importPreviewInput = importSource;

export const importInput = importSource.extend({
  /** Which of the servers that the preview shows. */
  names: z.array(z.string().max(200)).min(1).max(1_000),
  /** Private keys and certificates are read into the vault; else the SSH agent is asked for keys. */
  readKeys: z.boolean(),
  /** Host keys that `known_hosts` has are accepted. */
  acceptHostKeys: z.boolean(),
  /** Of encrypted private keys, by the server's name; where one is missing, the SSH agent is asked. */
  passphrases: z.record(z.string(), z.string()).default({}),
});
export type ImportInput = z.output<typeof importInput>;

/** A server that a configuration of the OpenSSH client speaks of. */
export interface ImportCandidate {
  readonly name: string;
  readonly verdict: "new" | "same" | "different" | "cannot";
  /** Why it cannot be imported, or what differs from the server that has this name. */
  readonly reasons: readonly string[];
  readonly address: string;
  readonly port: number;
  readonly username: string;
  /** Name of the server through which it is reached. */
  readonly jump: string | undefined;
  /** Where the SSH agent listens that is asked for it; undefined: as usual. */
  readonly agent: string | undefined;
  /** False: no SSH agent is to be asked for keys. */
  readonly asksAgent: boolean;
  /** The first of its private keys that there is; undefined: the SSH agent is asked, where one may be. */
  readonly keyFile: string | undefined;
  readonly isKeyEncrypted: boolean;
  readonly certificateFile: string | undefined;
  /** What `known_hosts` has of it. */
  readonly hostKey: { readonly algorithm: string; readonly fingerprint: string } | undefined;
  /** What is not taken over, and what else should be known. */
  readonly notes: readonly string[];
}

export interface ImportPreview {
  readonly config: string;
  readonly knownHosts: string;
  readonly candidates: readonly ImportCandidate[];
  /** Parts of the files that are not taken, and why. */
  readonly notTaken: readonly string[];
}

export interface ImportResult {
  readonly imported: readonly { readonly id: number; readonly name: string }[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
}
