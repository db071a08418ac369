import type { AnyAuthMethod, Client, ConnectConfig, ParsedKey, Prompt } from "ssh2";
import type { Failure } from "../../../shared/failure.ts";
import type { ServerConnection, ServerCredential } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import { agentPlace, tracedAgent } from "./agent.ts";
import { CertificateError, parseCertificate, validityProblem, type UserCertificate } from "./certificate.ts";
import { certifiedKey } from "./certified-key.ts";
import { tracedKey, tracedMethods, type LoginTrace } from "./login-trace.ts";
import { readPrivateKey } from "./private-key.ts";

/** The credential is of no use, as can be told without asking the server. */
export class CredentialError extends UnreachableError {
  constructor(failure: Failure) {
    super(failure);
    this.name = "CredentialError";
  }
}

/**
 * What a connection needs to prove who we are; only the server's own kind of proof is tried.
 * @param client the one that is going to connect
 * @param now epoch milliseconds
 * @param trace notes what happens
 * @throws CredentialError when the private key or its certificate cannot be used, or there is no agent to ask
 */
export function authenticationOf(
  server: ServerConnection,
  client: Client,
  now: number,
  trace: LoginTrace,
): ConnectConfig {
  const { username } = server;
  return { username, authHandler: tracedMethods(trace, methodsOf(server, client, now, trace), username) };
}

function methodsOf(server: ServerConnection, client: Client, now: number, trace: LoginTrace): readonly AnyAuthMethod[] {
  const { credential, username } = server;
  switch (credential.kind) {
    case "key":
      return [{ type: "publickey", username, key: keyOf(server, credential, client, now, trace) }];
    case "agent": {
      const { path, written } = agentPlace(server);
      if (path !== undefined) return [{ type: "agent", username, agent: tracedAgent(trace, path) }];
      throw new CredentialError({
        reason: "authentication_failed",
        message: `There is no SSH agent to ask for a key of ${username} on ${server.name}: ${written.slice(1)} is not set`,
        remedy: `Start Cronium where ${written.slice(1)} is set, name the agent's socket in the server's options, or store a private key with Replace on its page (\`cronium server edit\`).`,
      });
    }
    case "password": {
      const { password } = credential;
      return [
        { type: "password", username, password },
        {
          type: "keyboard-interactive",
          username,
          prompt(_name, _instructions, _language, prompts, finish) {
            finish(prompts.map((prompt) => answerTo(prompt, username, password)));
          },
        },
      ];
    }
  }
}

/** Says that the server's certificate does not count at a time, or undefined. @param now epoch milliseconds */
export function certificateFailure({ name, credential }: ServerConnection, now: number): Failure | undefined {
  if (credential.kind !== "key" || credential.certificate === undefined) return undefined;
  const problem = validityProblem(parseCertificate(credential.certificate), now);
  if (problem === undefined) return undefined;
  return { reason: "certificate_expired", message: `The certificate for ${name} does not count: ${problem}` };
}

type KeyCredential = Extract<ServerCredential, { kind: "key" }>;

function keyOf(
  server: ServerConnection,
  credential: KeyCredential,
  client: Client,
  now: number,
  trace: LoginTrace,
): ParsedKey {
  const key = readPrivateKey(credential.privateKey, credential.passphrase);
  if (typeof key === "string") {
    const message = `The private key of ${server.name} for ${server.username} cannot be used: ${key}`;
    throw new CredentialError({ reason: "authentication_failed", message, remedy: unusableKeyRemedy(key) });
  }
  if (credential.certificate === undefined) return tracedKey(trace, key, key);
  const certificate = readCertificate(server.name, credential.certificate, key);
  const failure = certificateFailure(server, now);
  if (failure) throw new CredentialError(failure);
  return tracedKey(trace, key, certifiedKey(client, key, certificate));
}

function unusableKeyRemedy(problem: string): string {
  const again = "Replace on the server's page, or `cronium server edit`";
  return problem.includes("passphrase")
    ? `The server was not asked. Give the key once more with its passphrase: ${again}.`
    : `The server was not asked. Give the private key once more, whole: ${again}.`;
}

function readCertificate(serverName: string, text: string, key: ParsedKey): UserCertificate {
  try {
    const certificate = parseCertificate(text);
    if (certificate.publicKey.equals(key.getPublicSSH())) return certificate;
    throw new CertificateError("it is for another key");
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const message = `The certificate of ${serverName} cannot be used: ${error.message}`;
    throw new CredentialError({ reason: "authentication_failed", message });
  }
}

/** A question with a hidden answer asks for the password; one that shows it can at most ask who we are. */
function answerTo({ prompt, echo }: Prompt, username: string, password: string): string {
  if (echo !== true) return password;
  return /user|login|account/i.test(prompt) ? username : "";
}
