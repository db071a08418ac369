import type { Command } from "commander";
import { mostAtOnce } from "../../shared/event.ts";
import { foldedName } from "../../shared/inherited-options.ts";
import type { ServerInput } from "../../shared/server.ts";
import type { Attach } from "./action.ts";
import type { ServerLine } from "./answers.ts";
import { withPlaceForSecrets } from "./ask-consent.ts";
import { withClient } from "./connect.ts";
import { certificateOf, readAuthentication, withCredentialFlags, type CredentialFlags } from "./credential-flags.ts";
import { findServer } from "./lookup.ts";
import { changeOptions } from "./option-flags.ts";
import { choosePaint } from "./paint.ts";
import { checkedServer, collect } from "./server-add.ts";
import { serverChanges } from "./server-changes.ts";
import { refuseContradictions } from "./single-flags.ts";
import { testLine } from "./server-text.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

/** Of a pair such as --group and --no-group: false for the second. */
interface EditFlags extends CredentialFlags {
  readonly name?: string;
  readonly address?: string;
  readonly port?: number;
  readonly username?: string;
  readonly hostKey?: string;
  readonly group?: readonly string[] | false;
  readonly addGroup?: readonly string[];
  readonly removeGroup?: readonly string[];
  readonly tag?: readonly string[] | false;
  readonly addTag?: readonly string[];
  readonly removeTag?: readonly string[];
  readonly jump?: string | false;
  readonly concurrency?: number | false;
  readonly certificate?: false;
  readonly option?: readonly string[];
  readonly dryRun?: boolean;
}

export function addServerEdit(server: Command, attach: Attach): void {
  const command = server
    .command("edit <server>")
    .description("change a server; what is not given stays as it is")
    .option("--name <name>", "what it is called from now on")
    .option("--address <address>", "host name or IP address")
    .option("--username <user>", "the user to log in as")
    .option("--port <n>", "where its SSH server listens", wholeNumber(1, 65_535))
    .option("--host-key <fingerprint>", "trust this key when the server shows it, instead of the accepted one")
    .option("--group <group>", "a group it belongs to, instead of all it had; may be repeated", collect)
    .option("--no-group", "it belongs to no group")
    .option("--add-group <group>", "one more; may be repeated", collect)
    .option("--remove-group <group>", "one less; may be repeated", collect)
    .option("--tag <tag>", "a mark to find it by, instead of all it had; may be repeated", collect)
    .option("--no-tag", "it has no tag")
    .option("--add-tag <tag>", "one more; may be repeated", collect)
    .option("--remove-tag <tag>", "one less; may be repeated", collect)
    .option("--jump <server>", "the server through which it is reached")
    .option("--no-jump", "reached as its groups say, or straight")
    .option("--concurrency <n>", "at most this many executions on it at once", wholeNumber(1, mostAtOnce))
    .option("--no-concurrency", "as many as there are")
    .option(
      "--option <name=value>",
      "as in a definition file, such as idle=10m; name= leaves it to its groups",
      collect,
    )
    .option("--no-certificate", "its key has no certificate any more")
    .option("--dry-run", "only say what would change");
  refuseContradictions(withCredentialFlags(command));
  attach<EditFlags>(command, edit);
}

function edit(session: Session, flags: EditFlags, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const before = await findServer(client, word);
    const authentication = await newAuthentication(session, flags, before);
    const wanted = checkedServer(editedServer(before, flags, authentication));
    const changes = serverChanges(before, wanted, authentication !== undefined);
    const { id } = before;
    const lines = changes.map(({ path, from, to }) => `    ${path}: ${plainText(from)} → ${plainText(to)}`);
    if (changes.length === 0 || flags.dryRun === true) {
      const end =
        changes.length === 0 ? `Nothing to change: ${before.name} is so already.` : "Dry run, nothing was changed.";
      await session.print({ id, name: before.name, changes, applied: false }, [...lines, end]);
      return;
    }
    await withPlaceForSecrets(session, client, () => client.servers.update.mutate({ id, server: wanted }));
    const told = [`Changed ${wanted.name}.`, ...lines];
    if ((await client.servers.get.query({ id })).status !== "unknown") {
      await session.print({ id, name: wanted.name, changes, applied: true }, told);
      return;
    }
    // What was known of it does not hold any more.
    const test = await client.servers.test.mutate({ id });
    await session.print({ id, name: wanted.name, changes, applied: true, test }, [
      ...told,
      testLine(choosePaint(session.io), wanted.name, test),
    ]);
  });
}

/** @returns undefined where it is to log in as before */
async function newAuthentication(
  session: Session,
  flags: EditFlags,
  { authenticationKind, name }: ServerLine,
): Promise<ServerInput["authentication"] | undefined> {
  const { keyFile, password, passwordEnv, agent, passphrase, passphraseEnv, certificateFile, certificate } = flags;
  if ([keyFile, password, passwordEnv, agent].some((flag) => flag !== undefined)) {
    const given = await readAuthentication(session, flags);
    return given.kind === "agent" && authenticationKind === "agent" ? undefined : given;
  }
  if (passphrase !== undefined || passphraseEnv !== undefined) {
    throw new UsageError("A passphrase belongs to a key: give the key, too, with --key-file.");
  }
  if (certificateFile !== undefined && certificate === false) {
    throw new UsageError("--certificate-file and --no-certificate contradict each other: give one of them.");
  }
  if (certificateFile === undefined && certificate !== false) return undefined;
  if (authenticationKind !== "key") throw new UsageError(`${name} has no key that a certificate could be for.`);
  return { kind: "key", ...(certificate === false ? { certificate: null } : await certificateOf(session, flags)) };
}

function editedServer(
  before: ServerLine,
  flags: EditFlags,
  authentication: ServerInput["authentication"] | undefined,
): ServerInput {
  const { jump, concurrency, hostKey, option = [] } = flags;
  const jumped = jump === undefined ? [] : [`jump=${jump === false ? "" : jump}`];
  return {
    name: flags.name ?? before.name,
    address: flags.address ?? before.address,
    port: flags.port ?? before.port,
    username: flags.username ?? before.username,
    authentication: authentication ?? { kind: before.authenticationKind },
    groups: editedList("group", before.groups, flags.group, flags.addGroup, flags.removeGroup),
    tags: editedList("tag", before.tags, flags.tag, flags.addTag, flags.removeTag),
    options: changeOptions(before.options, [...jumped, ...option]),
    concurrency: concurrency === undefined ? before.concurrency : concurrency === false ? null : concurrency,
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}

/** Groups and tags are the same whatever their letter case; one that is there keeps it. */
function editedList(
  what: "group" | "tag",
  before: readonly string[],
  instead: readonly string[] | false | undefined,
  added: readonly string[] = [],
  removed: readonly string[] = [],
): string[] {
  const kept = instead === false ? [] : (instead ?? before);
  const isAmong = (all: readonly string[], one: string): boolean =>
    all.some((other) => foldedName(other.trim()) === foldedName(one.trim()));
  const contrary = [...(instead === false ? [] : (instead ?? [])), ...added].find((one) => isAmong(removed, one));
  if (contrary !== undefined) throw new UsageError(`The ${what} “${contrary}” is to be added and removed: give one.`);
  const list = [...kept];
  for (const one of added) if (!isAmong(list, one)) list.push(one);
  return list.filter((one) => !isAmong(removed, one));
}
