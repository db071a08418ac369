import { createHash, createHmac } from "node:crypto";
import { matchesPatterns } from "./config-lines.ts";

/** A host key as `known_hosts` has it. */
export interface KnownKey {
  readonly algorithm: string;
  /** Base64 of the key's public part. */
  readonly publicKey: string;
  /** `SHA256:…` without padding, as OpenSSH prints it. */
  readonly fingerprint: string;
}

interface KnownLine extends KnownKey {
  readonly marker: "revoked" | "cert-authority" | undefined;
  readonly hosts: string;
}

/** What is known of one address. */
export interface KnownHost {
  /** The one that is preferred of those that are trusted; undefined: none. */
  readonly key: KnownKey | undefined;
  /** How many keys of it may no longer be trusted. */
  readonly revokedCount: number;
  /** It is trusted by an authority that signs host keys; such trust is not taken over. */
  readonly byAuthority: boolean;
}

const algorithms = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];

/** Reads a `known_hosts` file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); lines that make no sense are left out. */
export function readKnownHosts(text: string): readonly KnownLine[] {
  return text.split(/\r?\n/).flatMap((line) => readHostLine(line) ?? []);
}

/** Numbers of the lines, from 1, that name no host with its key, are no comment and not empty. */
export function strayHostLines(text: string): readonly number[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, index) => (/^\s*(#|$)/.test(line) || readHostLine(line) !== undefined ? [] : [index + 1]));
}

function readHostLine(line: string): KnownLine | undefined {
  const words = line.trim().split(/\s+/);
  const marker = /^@(revoked|cert-authority)$/.exec(words[0] ?? "")?.[1] as KnownLine["marker"];
  if (marker !== undefined) words.shift();
  const [hosts = "", algorithm = "", publicKey = ""] = words;
  if (hosts === "" || hosts.startsWith("#") || hosts.startsWith("@")) return undefined;
  const wire = Buffer.from(publicKey, "base64");
  // The key says its own kind first, as a string with a length of four bytes (RFC 4253, 6.6).
  const isWhole = wire.length > 4 && wire.toString("latin1", 4, 4 + algorithm.length) === algorithm;
  if (!isWhole || wire.readUInt32BE(0) !== algorithm.length) return undefined;
  const digest = createHash("sha256").update(wire).digest("base64").replace(/=+$/, "");
  return { marker, hosts, algorithm, publicKey: wire.toString("base64"), fingerprint: `SHA256:${digest}` };
}

/** Looks up what is known of an address: with a port other than 22 it is written `[address]:port`. */
export function findKnownHost(lines: readonly KnownLine[], address: string, port: number): KnownHost {
  const name = port === 22 ? address : `[${address}]:${String(port)}`;
  const found = lines.filter(({ hosts }) => isNamed(hosts, name));
  const revoked = new Set(found.filter(({ marker }) => marker === "revoked").map(({ publicKey }) => publicKey));
  const trusted = found
    .filter(({ marker, publicKey }) => marker === undefined && !revoked.has(publicKey))
    .filter(({ algorithm }) => algorithms.includes(algorithm))
    .sort((left, right) => algorithms.indexOf(left.algorithm) - algorithms.indexOf(right.algorithm));
  const [best] = trusted;
  return {
    key: best && { algorithm: best.algorithm, publicKey: best.publicKey, fingerprint: best.fingerprint },
    revokedCount: revoked.size,
    byAuthority: found.some(({ marker }) => marker === "cert-authority"),
  };
}

/** Hashed names are `|1|salt|hash`, the hash being HMAC-SHA1 of the name in small letters with the salt as its key. */
function isNamed(hosts: string, name: string): boolean {
  if (!hosts.startsWith("|")) return matchesPatterns(name, hosts.split(","));
  const [, version, salt = "", hash = ""] = hosts.split("|");
  if (version !== "1") return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name.toLowerCase()).digest("base64") === hash;
}
