import { userInfo } from "node:os";
import { join } from "node:path";
import { CroniumError, toErrorDetails } from "../../shared/errors.ts";
import { foldedName } from "../../shared/inherited-options.ts";
import { certificateText, serverInput, type Authentication } from "../../shared/server.ts";
import type {
  ImportCandidate,
  ImportInput,
  ImportPreview,
  ImportResult,
  ImportSource,
} from "../../shared/server-import.ts";
import { usualOptions, type ServerOptions } from "../../shared/server-options.ts";
import { configuredServers, type ConfiguredServer } from "../openssh/candidates.ts";
import { describeKeyFile } from "../openssh/key-file.ts";
import { findKnownHost, readKnownHosts, strayHostLines, type KnownKey } from "../openssh/known-hosts.ts";
import { notUnderstood } from "../openssh/not-understood.ts";
import { clientFolder, expandPath, readConfigFile, readSmallFile } from "../openssh/read-files.ts";
import { recordAudit } from "../store/audit.ts";
import { hostKeysOf, listServers, pinHostKey } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { changeServer, createServer } from "./save-server.ts";

interface Found {
  readonly candidate: ImportCandidate;
  readonly configured: ConfiguredServer;
  readonly former: ServerRow | undefined;
  readonly known: KnownKey | undefined;
}

/** As the OpenSSH client tries them where nothing names a key. */
const usualKeys = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"];

/**
 * Says which servers the OpenSSH client of this user knows, and how each compares to what is here. Changes nothing; of
 * keys it reads whether they are there and encrypted.
 * @throws CroniumError `not_found` without a configuration
 */
export async function previewImport(database: Database, source: ImportSource): Promise<ImportPreview> {
  const { found, notTaken, ...paths } = await findServers(database, source);
  return { ...paths, candidates: found.map(({ candidate }) => candidate), notTaken };
}

async function findServers(database: Database, source: ImportSource) {
  const config = source.config ?? join(clientFolder(), "config");
  const knownHosts = source.knownHosts ?? join(clientFolder(), "known_hosts");
  const parsed = await readConfigFile(config);
  const knownText = await readSmallFile(knownHosts);
  const lines = readKnownHosts(knownText ?? "");
  const servers = [...(await listServers(database)), ...(await listServers(database, true))];
  const configured = configuredServers(parsed, userInfo().username);
  const found: Found[] = [];
  for (const server of configured) {
    const former = servers.find(({ name }) => foldedName(name) === foldedName(server.name));
    const pinned = former && (await hostKeysOf(database, former.id)).find(({ state }) => state === "pinned");
    const host = findKnownHost(lines, server.keyName.address, server.keyName.port);
    const key = await findKey(server);
    const known = host.key;
    const differences = former === undefined ? [] : differencesOf(former, server);
    const asksNobody = !server.asksAgent && key.file === undefined;
    const obstacles = [
      ...server.obstacles,
      ...(asksNobody && former === undefined
        ? [
            "IdentityAgent none keeps SSH agents out, and none of its private keys is there: there is nothing to log in with",
          ]
        : []),
      ...(former === undefined || former.archived_at === null ? [] : ["a server of this name is in the archive"]),
    ];
    const verdict =
      obstacles.length > 0 ? "cannot" : former === undefined ? "new" : differences.length > 0 ? "different" : "same";
    found.push({
      configured: server,
      former,
      known,
      candidate: {
        name: server.name,
        verdict,
        reasons: obstacles.length > 0 ? obstacles : differences,
        address: server.address,
        port: server.port,
        username: server.username,
        jump: server.jump,
        agent: server.options.agent,
        asksAgent: server.asksAgent,
        keyFile: key.file,
        isKeyEncrypted: key.isEncrypted,
        certificateFile: key.certificateFile,
        hostKey: known && { algorithm: known.algorithm, fingerprint: known.fingerprint },
        notes: [
          ...server.notes,
          ...(!server.asksAgent && key.isEncrypted
            ? ["IdentityAgent none keeps SSH agents out: it is imported only with the passphrase of its key"]
            : []),
          ...(host.revokedCount > 0
            ? ["known_hosts says of a key of it that it is revoked; that one is not taken"]
            : []),
          ...(host.byAuthority
            ? ["known_hosts trusts an authority for its host key; compare the key itself at the first test"]
            : []),
          ...(pinned !== undefined && known !== undefined && pinned.public_key !== known.publicKey
            ? ["known_hosts has another host key than the accepted one, which stays"]
            : []),
        ],
      },
    });
  }
  const notTaken = [
    ...parsed.notTaken,
    ...notUnderstood(knownHosts, strayHostLines(knownText ?? "")),
    ...(knownText === undefined ? [`There is no ${knownHosts}: no host key is known`] : []),
  ];
  return { config, knownHosts, found: withBlockedWays(found), notTaken };
}

/** Says of what is reached through a server that cannot be imported, and is not here, that it cannot be either. */
function withBlockedWays(found: readonly Found[]): readonly Found[] {
  const byName = new Map(found.map((one) => [one.candidate.name, one]));
  const blockedBy = ({ candidate, former }: Found, way: readonly string[]): string | undefined => {
    if (way.includes(candidate.name)) return undefined;
    if (candidate.verdict === "cannot") {
      return former !== undefined && former.archived_at === null ? undefined : candidate.name;
    }
    const jump = candidate.jump === undefined ? undefined : byName.get(candidate.jump);
    return jump && blockedBy(jump, [...way, candidate.name]);
  };
  return found.map((one) => {
    if (one.candidate.verdict === "cannot") return one;
    const blocking = blockedBy(one, []);
    if (blocking === undefined) return one;
    const reasons = [`it is reached through ${blocking}, which cannot be imported`];
    return { ...one, candidate: { ...one.candidate, verdict: "cannot", reasons } };
  });
}

function differencesOf(former: ServerRow, server: ConfiguredServer): readonly string[] {
  const options = JSON.parse(former.options) as ServerOptions;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["address", former.address, server.address],
    ["port", former.port, server.port],
    ["user", former.username, server.username],
    ["SSH agent", options.agent ?? usualOptions.agent, server.options.agent ?? usualOptions.agent],
    ["reached through", foldedName(options.jump ?? "nothing"), foldedName(server.jump ?? "nothing")],
  ];
  return pairs
    .filter(([, from, to]) => from !== to)
    .map(([what, from, to]) => `${what}: ${String(from)} here, ${String(to)} there`);
}

/** The first private key that there is, as the client would take it. */
async function findKey(server: ConfiguredServer): Promise<{
  readonly file: string | undefined;
  readonly isEncrypted: boolean;
  readonly certificateFile: string | undefined;
}> {
  const named = server.identityFiles.length > 0 ? server.identityFiles : usualKeys;
  for (const written of named) {
    const file = expandPath(written.replaceAll("%h", server.address).replaceAll("%r", server.username));
    const kind = describeKeyFile((await readSmallFile(file)) ?? "");
    if (kind !== "private" && kind !== "encrypted") continue;
    // Only one that is named: a server that does not know its authority would refuse the key for its sake.
    const certificateFile = await firstCertificate(server.certificateFiles.map(expandPath));
    return { file, isEncrypted: kind === "encrypted", certificateFile };
  }
  return { file: undefined, isEncrypted: false, certificateFile: undefined };
}

async function firstCertificate(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (certificateText.safeParse(await readSmallFile(path)).success) return path;
  }
  return undefined;
}

/**
 * Imports servers that the preview shows: new ones are added, those that differ are changed. Whatever leads to another
 * comes first. One that cannot be saved keeps none of the others from being so.
 * @throws CroniumError `not_found` without a configuration, or for a name it does not have
 */
export async function importServers(parts: DefinitionParts, input: ImportInput): Promise<ImportResult> {
  const { found } = await findServers(parts.store.read, input);
  const chosen = input.names.map((name) => {
    const one = found.find(({ candidate }) => candidate.name === name);
    if (one === undefined)
      throw new CroniumError("not_found", `The configuration has no server “${name}”`, { field: "names" });
    return one;
  });
  const imported: { id: number; name: string }[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const one of leadingFirst(chosen)) {
    const { name } = one.candidate;
    try {
      if (one.candidate.verdict === "cannot") throw new CroniumError("invalid_input", one.candidate.reasons.join("; "));
      imported.push({ id: await importServer(parts, input, one), name });
    } catch (error) {
      const { message, remedy } = toErrorDetails(error);
      failed.push({ name, message: remedy === undefined ? message : `${message}. ${remedy}` });
    }
  }
  return { imported, failed };
}

async function importServer(parts: DefinitionParts, input: ImportInput, one: Found): Promise<number> {
  const { candidate, configured, former, known } = one;
  const options = former === undefined ? {} : (JSON.parse(former.options) as ServerOptions);
  const fields = serverInput.parse({
    name: former?.name ?? candidate.name,
    address: candidate.address,
    port: candidate.port,
    username: candidate.username,
    options: { ...options, jump: undefined, agent: undefined, ...configured.options },
    ...(former === undefined
      ? { authentication: await authenticationOf(input, candidate) }
      : {
          // A server that is there keeps its credential.
          authentication: { kind: former.authentication_kind },
          groups: JSON.parse(former.groups) as string[],
          tags: JSON.parse(former.tags) as string[],
          concurrency: former.concurrency,
        }),
  });
  if (former !== undefined) await changeServer(parts, former.id, fields);
  const id = former?.id ?? (await createServer(parts, fields));
  if (input.acceptHostKeys && known !== undefined) await pinKnownKey(parts, id, candidate.name, known);
  return id;
}

async function authenticationOf(input: ImportInput, candidate: ImportCandidate): Promise<Authentication> {
  const { keyFile, isKeyEncrypted, certificateFile, name, asksAgent } = candidate;
  const passphrase = Object.hasOwn(input.passphrases, name) ? input.passphrases[name] : undefined;
  const isUsable = input.readKeys && !(isKeyEncrypted && passphrase === undefined);
  const privateKey = isUsable && keyFile !== undefined ? await readSmallFile(keyFile) : undefined;
  if (privateKey === undefined) {
    if (asksAgent) return { kind: "agent" };
    throw new CroniumError("invalid_input", `${name} asks no SSH agent (IdentityAgent none)`, {
      remedy:
        "Have its private key read, with its passphrase where it is encrypted, or add it with `cronium server add`.",
    });
  }
  const certificate = certificateFile === undefined ? undefined : await readSmallFile(certificateFile);
  return {
    kind: "key",
    privateKey,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(certificate === undefined ? {} : { certificate: certificate.trim() }),
  };
}

/** A key that was accepted before stays; whether it is another one is told at the next test. */
async function pinKnownKey({ store, clock }: DefinitionParts, id: number, name: string, key: KnownKey): Promise<void> {
  await store.write.transaction().execute(async (transaction) => {
    if ((await hostKeysOf(transaction, id)).some(({ state }) => state === "pinned")) return;
    const now = clock.now();
    const { algorithm, fingerprint, publicKey } = key;
    await pinHostKey(transaction, { server_id: id, algorithm, fingerprint, public_key: publicKey, seen_at: now });
    const detail = { fingerprint, from: "known_hosts" };
    await recordAudit(
      transaction,
      { actor: "user", action: "server.trust", subject: `server ${String(id)} ${name}`, detail },
      now,
    );
  });
}

function leadingFirst(chosen: readonly Found[]): readonly Found[] {
  const ordered: Found[] = [];
  const add = (one: Found, way: readonly Found[]): void => {
    if (ordered.includes(one) || way.includes(one)) return;
    const jump = chosen.find(({ candidate }) => candidate.name === one.configured.jump);
    if (jump !== undefined) add(jump, [...way, one]);
    ordered.push(one);
  };
  for (const one of chosen) add(one, []);
  return ordered;
}
