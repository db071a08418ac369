import type { Failure } from "../../../shared/failure.ts";
import type { ServerConnection } from "../executor.ts";
import type { UserCertificate } from "./certificate.ts";
import { namesText, offeredWords, type LoginTrace, type ShownKey } from "./login-trace.ts";

type Refusal = Omit<Failure, "reason">;

/** Names of the signatures that a key of each kind can make (RFC 8332 for RSA). */
const rsaSignatures: readonly string[] = ["rsa-sha2-512", "rsa-sha2-256"];
/** What recent servers take at least (RequiredRSASize of OpenSSH says 1024, most systems 2048). Bits. */
const usualRsaBits = 2_048;

/** Why a key was refused as far as the server lets one know. It says no more than that the key will not do. */
export function keyRefusal(
  { name, username }: ServerConnection,
  trace: LoginTrace,
  key: ShownKey,
  certificate: UserCertificate | undefined,
): Refusal {
  const { known, signatures } = trace;
  const shown = `${key.algorithm} ${key.fingerprint}`;
  if (known.has(key.fingerprint)) {
    return {
      message: `The server ${name} knows the key ${shown}, but refused ${username} all the same`,
      remedy: `The account may be locked or expired, or the key's line in authorized_keys may allow it from elsewhere only (from=). The server's own log says which (\`journalctl -u ssh\`, or /var/log/auth.log).`,
    };
  }
  if (signatures !== undefined && !isTaken(key, signatures)) {
    return {
      message: `The server ${name} does not take keys of the kind ${key.algorithm}, such as ${key.fingerprint} of ${username}`,
      remedy: `Give a key of a kind it takes with Replace on the server's page (\`cronium server edit\`), such as one made with \`${makingOf(signatures)}\`. It takes ${namesText(signatures)}.`,
    };
  }
  if (certificate !== undefined) return certificateRefusal(name, username, shown, certificate);
  return {
    message: `The server ${name} does not take the key ${shown} for ${username}${offeredWords(trace)}`,
    remedy: [
      `The line below has to be in ~/.ssh/authorized_keys of ${username} on ${name}.`,
      weaknessOf(key, signatures),
      `If it is there, ${keptOut(username)}, others may write to its home or .ssh (StrictModes), or keys of this kind may not be taken (PubkeyAcceptedAlgorithms).`,
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    line: authorizedLine(key),
  };
}

function keptOut(username: string): string {
  return username === "root"
    ? "root may be kept out (PermitRootLogin in the server's sshd_config)"
    : `${username} may be misspelt, locked or kept out (AllowUsers in the server's sshd_config)`;
}

/** The line by which a server knows a key (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
function authorizedLine({
  algorithm,
  publicKey,
  comment,
}: Pick<ShownKey, "algorithm" | "publicKey" | "comment">): string {
  const printable = comment.replaceAll(/[^\x20-\x7e]/g, "").trim();
  return `${algorithm} ${publicKey} ${printable === "" ? "cronium" : printable}`;
}

function isTaken({ algorithm }: ShownKey, signatures: readonly string[]): boolean {
  const usable = algorithm === "ssh-rsa" ? [...rsaSignatures, algorithm] : [algorithm];
  return usable.some((one) => signatures.includes(one));
}

function makingOf(signatures: readonly string[]): string {
  if (signatures.includes("ssh-ed25519")) return "ssh-keygen -t ed25519";
  if (signatures.some((one) => one.startsWith("ecdsa-"))) return "ssh-keygen -t ecdsa";
  return "ssh-keygen -t rsa -b 3072";
}

/** What recent servers refuse of RSA keys without saying so: short ones, and signatures with SHA-1. */
function weaknessOf({ rsaBits }: ShownKey, signatures: readonly string[] | undefined): string {
  if (rsaBits === undefined) return "";
  if (rsaBits < usualRsaBits)
    return `It has ${String(rsaBits)} bits only: many servers take RSA keys from ${String(usualRsaBits)} on.`;
  const isOld = signatures === undefined || !rsaSignatures.some((one) => signatures.includes(one));
  return isOld
    ? "The server does not say that it takes RSA signed with SHA-2, so SHA-1 was used, which many servers refuse: a key made with `ssh-keygen -t ed25519` avoids it."
    : "";
}

function certificateRefusal(name: string, username: string, shown: string, certificate: UserCertificate): Refusal {
  const { keyId, principals, authority } = certificate;
  const isNamed = principals.length === 0 || principals.includes(username);
  return {
    message: `The server ${name} refused ${username} with the key ${shown} and its certificate “${keyId}”${isNamed ? "" : `, which is for ${principals.join(", ")}`}`,
    remedy: `${isNamed ? "" : `Have a certificate issued that names ${username}, or change the user. `}The server has to trust the authority ${authority} (TrustedUserCAKeys in its sshd_config) and, where it has a list, one of the certificate's names for ${username} (AuthorizedPrincipalsFile).`,
  };
}
