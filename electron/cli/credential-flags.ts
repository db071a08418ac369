import { resolve } from "node:path";
import type { Command } from "commander";
import type { ServerInput } from "../../shared/server.ts";
import { readCertificate, readPrivateKey, readSecret } from "./fetch-secrets.ts";
import type { Session } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/** How a server is logged in to, as the command line says it. */
export interface CredentialFlags {
  readonly keyFile?: string;
  readonly passphraseEnv?: string;
  readonly certificateFile?: string;
  readonly passwordEnv?: string;
  readonly agent?: boolean;
}

export function withCredentialFlags(command: Command): Command {
  return command
    .option("--key-file <path>", "log in with this private key; it is kept in the vault")
    .option("--passphrase-env <variable>", "environment variable with the key's passphrase")
    .option("--certificate-file <path>", "the key's certificate, a file that ends in -cert.pub")
    .option("--password-env <variable>", "environment variable with the password to log in with")
    .option("--agent", "log in with the keys of the SSH agent");
}

/** Fetches what the flags name. @throws UsageError unless exactly one way is chosen */
export async function readAuthentication(
  session: Session,
  flags: CredentialFlags,
): Promise<ServerInput["authentication"]> {
  const { keyFile, passwordEnv, agent, passphraseEnv, certificateFile } = flags;
  const ways = [keyFile !== undefined, passwordEnv !== undefined, agent === true].filter(Boolean).length;
  if (ways !== 1) throw new UsageError("Give exactly one of --key-file, --password-env and --agent.");
  const { environment, workingDirectory } = session.io;
  if (passwordEnv !== undefined) {
    return { kind: "password", password: readSecret(environment, passwordEnv, "--password-env") };
  }
  if (keyFile === undefined) return { kind: "agent" };
  return {
    kind: "key",
    privateKey: await readPrivateKey(resolve(workingDirectory, keyFile), "--key-file"),
    ...(passphraseEnv === undefined ? {} : { passphrase: readSecret(environment, passphraseEnv, "--passphrase-env") }),
    ...(certificateFile === undefined
      ? {}
      : { certificate: await readCertificate(resolve(workingDirectory, certificateFile), "--certificate-file") }),
  };
}
