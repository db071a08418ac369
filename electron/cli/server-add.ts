import type { Command } from "commander";
import type { z } from "zod";
import { mostAtOnce } from "../../shared/event.ts";
import { issueWords } from "../../shared/issue-text.ts";
import { serverInput, type ServerFields, type ServerInput } from "../../shared/server.ts";
import type { Attach } from "./action.ts";
import { withPlaceForSecrets } from "./ask-consent.ts";
import { withClient } from "./connect.ts";
import { readAuthentication, withCredentialFlags, type CredentialFlags } from "./credential-flags.ts";
import { choosePaint } from "./paint.ts";
import { artLines, testLine } from "./server-text.ts";
import type { Session } from "./session.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface AddFlags extends CredentialFlags {
  readonly address: string;
  readonly port?: number;
  readonly username: string;
  readonly hostKey?: string;
  readonly group?: readonly string[];
  readonly tag?: readonly string[];
  readonly concurrency?: number;
  readonly jump?: string;
}

export function addServerAdd(server: Command, attach: Attach): void {
  const command = server
    .command("add <name>")
    .description("add a server and test it")
    .requiredOption("--address <address>", "host name or IP address")
    .requiredOption("--username <user>", "the user to log in as")
    .option("--port <n>", "default 22", wholeNumber(1, 65_535))
    .option("--host-key <fingerprint>", "trust this key when the server shows it")
    .option("--group <group>", "a group it belongs to; may be repeated", collect)
    .option("--tag <tag>", "a mark to find it by; may be repeated", collect)
    .option("--jump <server>", "the server through which it is reached")
    .option("--concurrency <n>", "at most this many executions on it at once", wholeNumber(1, mostAtOnce));
  attach<AddFlags>(withCredentialFlags(command), add);
}

async function add(session: Session, flags: AddFlags, [name = ""]: readonly string[]): Promise<void> {
  const server = checkedServer({
    name,
    address: flags.address,
    username: flags.username,
    authentication: await readAuthentication(session, flags),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags.hostKey === undefined ? {} : { hostKey: flags.hostKey }),
    ...(flags.group === undefined ? {} : { groups: [...flags.group] }),
    ...(flags.tag === undefined ? {} : { tags: [...flags.tag] }),
    ...(flags.jump === undefined ? {} : { options: { jump: flags.jump } }),
    ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
  });
  await withClient(session, async (client) => {
    const { id } = await withPlaceForSecrets(session, client, () => client.servers.create.mutate(server));
    const result = await client.servers.test.mutate({ id });
    await session.print({ id, name: server.name, ...result }, [
      `Added ${server.name}.`,
      testLine(choosePaint(session.io), server.name, result),
      ...artLines(result.offered, undefined),
    ]);
  });
}

/** Of a flag that may be repeated. */
export function collect(word: string, words: readonly string[] | boolean | undefined): readonly string[] {
  return [...(Array.isArray(words) ? (words as readonly string[]) : []), word];
}

/** @throws UsageError saying all that is wrong */
export function checkedServer(input: ServerInput): ServerFields {
  const parsed = serverInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(complaint).join("; "));
}

/** Of an entry of a list, the flag that names the list says what it is. */
function complaint(issue: z.core.$ZodIssue): string {
  const words = issueWords(issue);
  const flags: Readonly<Record<string, string>> = { groups: "--group", tags: "--tag", hostKey: "--host-key" };
  const key = String(issue.path[0] ?? "");
  return words === undefined ? issue.message : `${flags[key] ?? `--${key}`}: ${words}`;
}
