import type { Failure } from "../../../shared/failure.ts";
import type { ServerConnection } from "../executor.ts";
import { parseCertificate } from "./certificate.ts";
import { keyRefusal } from "./key-refusal.ts";
import { namesText, offeredWords, type LoginTrace } from "./login-trace.ts";

/** What is said of a refusal besides its reason, which is always the same. */
export type Refusal = Omit<Failure, "reason">;

/** OpenSSH breaks off after `MaxAuthTries` of proofs, with this code (RFC 4253, 11.1: protocol error) and these words. */
export function isTooManyProofs({ message, code }: { readonly message: string; readonly code?: unknown }): boolean {
  return code === 2 && /too many/i.test(message);
}

/** Says why a login was refused as far as the server lets one know, and what to do about it. Holds nothing secret. */
export function loginRefusal(server: ServerConnection, trace: LoginTrace, brokenOff = false): Failure {
  return { reason: "authentication_failed", ...refusalOf(server, trace, brokenOff) };
}

function refusalOf(server: ServerConnection, trace: LoginTrace, brokenOff: boolean): Refusal {
  const { name, username, credential } = server;
  if (trace.isHalfway) {
    return {
      message: `The server ${name} took the ${proofWord(credential.kind)} of ${username}, but wants another proof besides: ${namesText(trace.offered ?? [], " or ")}`,
      remedy: `One proof is given, not two. Ask the server's owner to let ${username} in by a key alone (AuthenticationMethods in its sshd_config), or use another user.`,
    };
  }
  switch (credential.kind) {
    case "password":
      return passwordRefusal(server, trace);
    case "agent":
      return agentRefusal(server, trace, brokenOff);
    case "key": {
      const [key] = trace.keys ?? [];
      if (key === undefined)
        return { message: `The server ${name} refused ${username} with this key${offeredWords(trace)}` };
      if (!takesKeys(trace)) return noKeysTaken(server, trace);
      const certificate = credential.certificate === undefined ? undefined : parseCertificate(credential.certificate);
      return keyRefusal(server, trace, key, certificate);
    }
  }
}

function passwordRefusal({ name, username }: ServerConnection, trace: LoginTrace): Refusal {
  const { offered } = trace;
  if (offered !== undefined && !offered.some((method) => passwordMethods.includes(method))) {
    return {
      message: `The server ${name} does not accept passwords for ${username}${offeredWords(trace)}`,
      remedy: offered.includes("publickey")
        ? "Log in with a private key instead (Replace on the server's page, or `cronium server edit`), or ask its owner to allow passwords (PasswordAuthentication in its sshd_config)."
        : "Ask its owner to allow keys or passwords (PubkeyAuthentication, PasswordAuthentication in its sshd_config).",
    };
  }
  return {
    message: `The server ${name} refused ${username} with this password${offeredWords(trace)}`,
    remedy: `Check the password and the user's name, and give the right one with Replace on the server's page (\`cronium server edit\`). If both are right, the account may be locked or expired, or may not log in ${
      username === "root" ? "with a password (PermitRootLogin in the server's sshd_config)" : "over SSH (AllowUsers)"
    }.`,
  };
}

/** Keys named in a message; of more, only their number. */
const mostNamed = 4;

function agentRefusal(server: ServerConnection, trace: LoginTrace, brokenOff: boolean): Refusal {
  const { name, username } = server;
  const { keys = [] } = trace;
  if (!takesKeys(trace)) return noKeysTaken(server, trace);
  const [key] = keys;
  if (key === undefined) {
    return {
      message: `The SSH agent holds no keys, so ${username} could not be let in by the server ${name}`,
      remedy:
        "Give it one with `ssh-add`, or store a private key with Replace on the server's page (`cronium server edit`).",
    };
  }
  const count = String(keys.length);
  if (brokenOff) {
    return {
      message: `The server ${name} broke off while it was shown the keys of the SSH agent for ${username}, ${count} in all: it allows fewer attempts`,
      remedy:
        "Give the one right key with Replace on the server's page (`cronium server edit`), or take others out of the agent (`ssh-add -d`), or ask the server's owner for a higher MaxAuthTries.",
    };
  }
  const known = keys.find(({ fingerprint }) => trace.known.has(fingerprint));
  if (known !== undefined || keys.length === 1) return keyRefusal(server, trace, known ?? key, undefined);
  const named = keys.slice(0, mostNamed).map(({ algorithm, fingerprint }) => `${algorithm} ${fingerprint}`);
  const more = keys.length > mostNamed ? ` and ${String(keys.length - mostNamed)} more` : "";
  const { remedy, line } = keyRefusal(server, { ...trace, signatures: undefined }, key, undefined);
  return {
    message: `The server ${name} takes none of the ${count} keys of the SSH agent for ${username}: ${named.join(", ")}${more}${offeredWords(trace)}`,
    remedy: `Of one of them its line has to be there; this is the first one's. ${remedy ?? ""}`.trim(),
    line,
  };
}

const passwordMethods: readonly string[] = ["password", "keyboard-interactive"];

function takesKeys({ offered }: LoginTrace): boolean {
  return offered === undefined || offered.includes("publickey");
}

function noKeysTaken({ name, username }: ServerConnection, trace: LoginTrace): Refusal {
  const takesPasswords = trace.offered?.some((method) => passwordMethods.includes(method)) === true;
  const otherwise = "Log in with a password instead (Replace on the server's page, or `cronium server edit`), or ask";
  return {
    message: `The server ${name} does not accept keys for ${username}${offeredWords(trace)}`,
    remedy: `${takesPasswords ? otherwise : "Ask"} its owner to allow keys (PubkeyAuthentication in its sshd_config).`,
  };
}

function proofWord(kind: ServerConnection["credential"]["kind"]): string {
  return kind === "password" ? "password" : "key";
}
