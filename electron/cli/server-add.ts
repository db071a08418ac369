import { resolve } from "node:path";
import type { Command } from "commander";
import { mostAtOnce } from "../../shared/event.ts";
import { serverInput, type ServerFields, type ServerInput } from "../../shared/server.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { readPrivateKey, readSecret } from "./fetch-secrets.ts";
import { choosePaint } from "./paint.ts";
import { testLine } from "./server-text.ts";
import type { Session } from "./session.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface AddFlags {
  readonly address: string;
  readonly port?: number;
  readonly username: string;
  readonly keyFile?: string;
  readonly passphraseEnv?: string;
  readonly passwordEnv?: string;
  readonly agent?: boolean;
  readonly hostKey?: string;
  readonly group?: readonly string[];
  readonly concurrency?: number;
}

export function addServerAdd(server: Command, attach: Attach): void {
  const command = server
    .command("add <name>")
    .description("add a server and test it")
    .requiredOption("--address <address>", "host name or IP address")
    .requiredOption("--username <user>", "the user to log in as")
    .option("--port <n>", "default 22", wholeNumber(1, 65_535))
    .option("--key-file <path>", "log in with this private key; it is kept in the vault")
    .option("--passphrase-env <variable>", "environment variable with the key's passphrase")
    .option("--password-env <variable>", "environment variable with the password to log in with")
    .option("--agent", "log in with the keys of the SSH agent")
    .option("--host-key <fingerprint>", "trust this key when the server shows it")
    .option("--group <group>", "a group it belongs to; may be repeated", (name: string, names: string[] = []) => [
      ...names,
      name,
    ])
    .option("--concurrency <n>", "at most this many executions on it at once", wholeNumber(1, mostAtOnce));
  attach<AddFlags>(command, add);
}

async function add(session: Session, flags: AddFlags, [name = ""]: readonly string[]): Promise<void> {
  const server = checked({
    name,
    address: flags.address,
    username: flags.username,
    authentication: await readAuthentication(session, flags),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.hostKey === undefined ? {} : { hostKey: flags.hostKey }),
    ...(flags.group === undefined ? {} : { groups: [...flags.group] }),
    ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
  });
  await withClient(session, async (client) => {
    const { id } = await client.servers.create.mutate(server);
    const result = await client.servers.test.mutate({ id });
    await session.print({ id, name: server.name, ...result }, [
      `Added ${server.name}.`,
      testLine(choosePaint(session.io), server.name, result),
    ]);
  });
}

function checked(input: ServerInput): ServerFields {
  const parsed = serverInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ message }) => message).join("; "));
}

async function readAuthentication(session: Session, flags: AddFlags): Promise<ServerInput["authentication"]> {
  const { keyFile, passwordEnv, agent, passphraseEnv } = flags;
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
  };
}
