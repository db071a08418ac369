import ssh2, { type ConnectConfig } from "ssh2";
import type { Failure } from "../../../shared/failure.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";

// Node finds this one export of the CommonJS package only on the package itself.
const { utils } = ssh2;

/** The credential is of no use, as can be told without asking the server. */
export class CredentialError extends UnreachableError {
  constructor(failure: Failure) {
    super(failure);
    this.name = "CredentialError";
  }
}

/**
 * What the connection needs to prove who we are; only the server's own kind of proof is tried.
 * @throws CredentialError when the private key cannot be read, or there is no agent to ask
 */
export function authenticationOf(server: ServerConnection): ConnectConfig {
  const { credential, username } = server;
  switch (credential.kind) {
    case "key": {
      const key = utils.parseKey(credential.privateKey, credential.passphrase);
      const problem = keyProblem(key, credential.passphrase);
      if (problem !== undefined) {
        const message = `The private key of ${server.name} cannot be used: ${problem}`;
        throw new CredentialError({ reason: "authentication_failed", message });
      }
      const { privateKey, passphrase } = credential;
      return { username, privateKey, authHandler: ["publickey"], ...(passphrase === undefined ? {} : { passphrase }) };
    }
    case "agent": {
      const agent = process.env["SSH_AUTH_SOCK"] ?? (process.platform === "win32" ? "pageant" : undefined);
      if (agent !== undefined && agent !== "") return { username, agent, authHandler: ["agent"] };
      const message = "There is no SSH agent to ask for a key: SSH_AUTH_SOCK is not set";
      throw new CredentialError({ reason: "authentication_failed", message });
    }
    case "password":
      return {
        username,
        password: credential.password,
        tryKeyboard: true,
        authHandler: ["password", "keyboard-interactive"],
      };
  }
}

/** Never quotes the library: its texts are not ours to vouch for where keys are concerned. */
function keyProblem(key: ReturnType<typeof utils.parseKey>, passphrase: string | undefined): string | undefined {
  if (key instanceof Error) {
    if (/passphrase|integrity|decrypt/i.test(key.message)) {
      return passphrase === undefined ? "it is encrypted, and no passphrase is known" : "its passphrase is wrong";
    }
    return "it is damaged, or in a format that is not supported";
  }
  return key.isPrivateKey() ? undefined : "it is a public key";
}
