import { z } from "zod";
import { atOnce } from "./event.ts";
import { tagText } from "./plain-text.ts";
import type { ServerFacts } from "./server-facts.ts";
import { serverOptions, type ChosenOptions, type ServerOptions } from "./server-options.ts";
import type { HostKeyState, ServerStatus } from "./words.ts";

/** An OpenSSH user certificate, as `ssh-keygen -s` writes it to a file that ends in `-cert.pub`. */
export const certificateText = z
  .string()
  .trim()
  .max(20_000)
  .regex(
    /^[a-z0-9-]+-cert-v01@openssh\.com [A-Za-z0-9+/]+={0,2}( [^\r\n]*)?$/,
    "a certificate is one line that begins like ssh-ed25519-cert-v01@openssh.com",
  );

/** How the program proves who it is to a server. Secrets go to the vault and are never given back. */
export const authentication = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("key"),
    /** The private key's own text; absent: keep the one in the vault. */
    privateKey: z.string().min(1).optional(),
    passphrase: z.string().optional(),
    /** What an authority says of the key; absent: as it is, or none with a new key. Null: none any more. */
    certificate: certificateText.nullable().optional(),
  }),
  z.strictObject({ kind: z.literal("agent") }),
  z.strictObject({ kind: z.literal("password"), password: z.string().min(1).optional() }),
]);
export type Authentication = z.infer<typeof authentication>;

export const fingerprint = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}=?$/,
    "a fingerprint looks like SHA256: and 43 characters, as ssh-keygen -l prints it",
  );

export const serverInput = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "a server name has letters, digits, dots, dashes and _, at most 100"),
  address: z
    .string()
    .trim()
    .min(1, "give the server's address")
    .max(255)
    .regex(/^[^\s/@]+$/, "an address is a host name or IP address alone"),
  port: z.int().min(1).max(65_535).default(22),
  username: z
    .string()
    .trim()
    .min(1, "give the user to log in as")
    .max(100)
    .regex(/^[^\s:@/]+$/, "a user name has no spaces, colons or slashes"),
  authentication,
  groups: z.array(tagText).max(50).default([]),
  /** Executions that may be under way on it at once; null: as many as there are. */
  concurrency: atOnce.nullable().default(null),
  /** Pins the key with this fingerprint when the server shows it, without asking. */
  hostKey: fingerprint.optional(),
  tags: z.array(tagText).max(50).default([]),
  /** What differs from what its groups choose, or from the usual. */
  options: serverOptions.default({}),
});
export type ServerInput = z.input<typeof serverInput>;
export type ServerFields = z.output<typeof serverInput>;

export interface HostKeyView {
  readonly algorithm: string;
  /** As OpenSSH prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** The picture that OpenSSH draws of it (`ssh-keygen -lv`): 11 lines of 19 characters. */
  readonly art: string;
  readonly state: HostKeyState;
  readonly seenAt: number;
}

/** A server as it is shown; no secret in it. Times are epoch milliseconds. */
export interface ServerView {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly authenticationKind: "key" | "agent" | "password";
  readonly groups: readonly string[];
  /** Executions that may be under way on it at once; null: as many as there are. */
  readonly concurrency: number | null;
  readonly status: ServerStatus;
  /** Why the last check did not succeed, in words. */
  readonly problem: string | undefined;
  /** What to do about it in this very case, and the line that it asks to be put on the server, letter by letter. */
  readonly remedy: string | undefined;
  readonly line: string | undefined;
  readonly checkedAt: number | undefined;
  readonly latencyMs: number | undefined;
  readonly system: string | undefined;
  readonly tags: readonly string[];
  /** What it chooses itself. */
  readonly options: ServerOptions;
  /** All of them decided, with those of its groups. */
  readonly chosen: ChosenOptions;
  /** What the last successful look found; undefined before the first. */
  readonly facts: ServerFacts | undefined;
  readonly factsAt: number | undefined;
  /** When it last answered. */
  readonly seenAt: number | undefined;
  /** Nothing is begun on it before this moment: it could not be reached. */
  readonly held: { readonly until: number; readonly since: number; readonly reason: string } | undefined;
  /** Whether it needs a key or password to be given before it can be used. */
  readonly lacksCredential: boolean;
  readonly pinned: HostKeyView | undefined;
  /** `SHA256:…` of the key that is accepted once the server lets in with it, given beforehand; only while none is pinned. */
  readonly expectedFingerprint: string | undefined;
  /** A key the server showed that nobody has accepted. */
  readonly offered: HostKeyView | undefined;
  readonly archived: boolean;
  readonly eventCount: number;
  readonly runningCount: number;
}

/** What a test of a server found. */
export interface ServerTest {
  readonly ok: boolean;
  readonly status: ServerStatus;
  /** One line for a person. */
  readonly message: string;
  readonly remedy: string | undefined;
  /** What the remedy asks to be put on the server, letter by letter. */
  readonly line: string | undefined;
  readonly offered: HostKeyView | undefined;
  readonly latencyMs: number | undefined;
  readonly system: string | undefined;
}

/** What a server's certificate says; instants are epoch milliseconds, absent: without such a bound. */
export interface CertificateView {
  readonly keyId: string;
  readonly principals: readonly string[];
  /** `SHA256:…` of the key that signed it. */
  readonly authority: string;
  readonly validFrom: number | undefined;
  readonly validUntil: number | undefined;
  /** Why it does not count now. */
  readonly problem: string | undefined;
}

/** What a server is logged in to with; public parts alone. */
export interface CredentialView {
  readonly kind: Authentication["kind"];
  /** False when it is missing from the vault. */
  readonly isStored: boolean;
  readonly key:
    { readonly algorithm: string; readonly fingerprint: string; readonly comment: string | undefined } | undefined;
  readonly problem: string | undefined;
  readonly certificate: CertificateView | undefined;
}
