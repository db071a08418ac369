import { resolve } from "node:path";
import type { Command } from "commander";
import type { ServerInput } from "../../shared/server.ts";
import { checkPrivateKey, readCertificate, readPrivateKey, readSecret } from "./fetch-secrets.ts";
import { readAll, readTypedSecret } from "./read-passphrase.ts";
import type { Session } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/** How a server is logged in to, as the command line says it. */
export interface CredentialFlags {
  readonly keyFile?: string;
  readonly passphrase?: boolean;
  readonly passphraseEnv?: string;
  readonly certificateFile?: string;
  readonly password?: boolean;
  readonly passwordEnv?: string;
  readonly agent?: boolean;
}

export function withCredentialFlags(command: Command): Command {
  return command
    .option("--key-file <path>", "log in with this private key, which is kept in the vault; -: the standard input")
    .option("--passphrase", "ask for the key's passphrase, or read it from the standard input")
    .option("--passphrase-env <variable>", "environment variable with the key's passphrase")
    .option("--certificate-file <path>", "the key's certificate, a file that ends in -cert.pub")
    .option("--password", "log in with a password: ask for it, or read it from the standard input")
    .option("--password-env <variable>", "environment variable with the password to log in with")
    .option("--agent", "log in with the keys of the SSH agent");
}

/** Fetches what the flags name. @throws UsageError unless exactly one way is chosen */
export async function readAuthentication(
  session: Session,
  flags: CredentialFlags,
): Promise<ServerInput["authentication"]> {
  const { keyFile, password, passwordEnv, agent } = flags;
  const ways = [keyFile !== undefined, password === true, passwordEnv !== undefined, agent === true];
  if (ways.filter(Boolean).length !== 1) {
    throw new UsageError("Give exactly one of --key-file, --password, --password-env and --agent.");
  }
  const ofKey = {
    passphrase: "--passphrase",
    passphraseEnv: "--passphrase-env",
    certificateFile: "--certificate-file",
  } as const;
  for (const [name, flag] of Object.entries(ofKey)) {
    if (keyFile === undefined && flags[name as keyof typeof ofKey] !== undefined) {
      throw new UsageError(`${flag} belongs to a key: give the key, too, with --key-file.`);
    }
  }
  const { environment } = session.io;
  if (password === true) return { kind: "password", password: await readTypedSecret(session, "Password") };
  if (passwordEnv !== undefined) {
    return { kind: "password", password: readSecret(environment, passwordEnv, "--password-env") };
  }
  if (keyFile === undefined) return { kind: "agent" };
  const passphrase = await readKeyPassphrase(session, flags);
  return {
    kind: "key",
    privateKey: await readKey(session, keyFile),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(await certificateOf(session, flags)),
  };
}

/** The certificate that the flags name, as a part of an authentication with a key; nothing without one. */
export async function certificateOf(
  { io }: Session,
  { certificateFile }: CredentialFlags,
): Promise<{ readonly certificate?: string }> {
  if (certificateFile === undefined) return {};
  return { certificate: await readCertificate(resolve(io.workingDirectory, certificateFile), "--certificate-file") };
}

async function readKeyPassphrase(
  session: Session,
  { keyFile, passphrase, passphraseEnv }: CredentialFlags,
): Promise<string | undefined> {
  if (passphraseEnv !== undefined) return readSecret(session.io.environment, passphraseEnv, "--passphrase-env");
  if (passphrase !== true) return undefined;
  if (keyFile === "-" && session.io.stdin.isTTY !== true) {
    throw new UsageError("The key comes on the standard input: give its passphrase with --passphrase-env.");
  }
  return readTypedSecret(session, "Passphrase of the key");
}

async function readKey(session: Session, path: string): Promise<string> {
  if (path !== "-") return readPrivateKey(resolve(session.io.workingDirectory, path), "--key-file");
  return checkPrivateKey(await readAll(session), "--key-file", "the standard input");
}
