import { resolve } from "node:path";
import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import type { Attach } from "./action.ts";
import type { ImportPreviewAnswer } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";

interface ImportFlags {
  readonly config?: string;
  readonly knownHosts?: string;
  readonly dryRun?: boolean;
  readonly keys: boolean;
  readonly hostKeys: boolean;
  readonly yes?: boolean;
}

type Candidate = ImportPreviewAnswer["candidates"][number];

export function addServerImport(server: Command, attach: Attach): void {
  attach<ImportFlags>(
    server
      .command("import [names...]")
      .description("take over servers that the OpenSSH client knows; without names all that are new")
      .option("--config <path>", "default ~/.ssh/config")
      .option("--known-hosts <path>", "default ~/.ssh/known_hosts")
      .option("--dry-run", "only say what would be imported")
      .option("--no-keys", "leave private keys where they are and ask the SSH agent")
      .option("--no-host-keys", "do not accept the host keys that known_hosts has")
      .option("-y, --yes", "without asking"),
    importServers,
  );
}

function importServers(session: Session, flags: ImportFlags, names: readonly string[]): Promise<number> {
  const path = (given: string | undefined): string | undefined =>
    given === undefined ? undefined : resolve(session.io.workingDirectory, given);
  const [config, knownHosts] = [path(flags.config), path(flags.knownHosts)];
  const source = { ...(config && { config }), ...(knownHosts && { knownHosts }) };
  return withClient(session, async (client) => {
    const preview = await client.servers.importPreview.query(source);
    const chosen = choose(preview.candidates, names);
    const lines = [...previewLines(preview), ...preview.notTaken.map((what) => `Not taken: ${plainText(what)}`)];
    if (flags.dryRun === true || chosen.length === 0) {
      await session.print(preview, chosen.length === 0 ? [...lines, "Nothing is new."] : lines);
      return 0;
    }
    if (flags.yes !== true) {
      for (const line of lines) session.note(line);
      const what = [
        `Import ${chosen.map(({ name }) => name).join(", ")}`,
        ...(flags.keys && chosen.some(({ keyFile }) => keyFile !== undefined)
          ? [", with private keys into the vault"]
          : []),
        ...(flags.hostKeys && chosen.some(({ hostKey }) => hostKey !== undefined)
          ? [", accepting their host keys"]
          : []),
      ].join("");
      if (!(await confirm(session, `${what}?`, "--yes"))) {
        session.note("Nothing was imported.");
        return 1;
      }
    }
    const result = await client.servers.import.mutate({
      ...source,
      names: chosen.map(({ name }) => name),
      readKeys: flags.keys,
      acceptHostKeys: flags.hostKeys,
    });
    await session.print(result, [
      ...result.imported.map(({ name }) => `Imported ${name}.`),
      ...result.failed.map(({ name, message }) => `Not ${name}: ${plainText(message)}`),
    ]);
    return result.failed.length === 0 ? 0 : 1;
  });
}

function choose(candidates: readonly Candidate[], names: readonly string[]): readonly Candidate[] {
  if (names.length === 0) return candidates.filter(({ verdict }) => verdict === "new");
  return names.map((name) => {
    const found = candidates.find((candidate) => candidate.name === name);
    if (found !== undefined) return found;
    throw new CroniumError("not_found", `The configuration has no server “${name}”`, {
      remedy: "See with --dry-run which it has.",
    });
  });
}

function previewLines({ candidates }: ImportPreviewAnswer): readonly string[] {
  if (candidates.length === 0) return ["The configuration names no servers."];
  const rows = candidates.map((one) => [
    plainText(one.name),
    one.verdict,
    plainText(`${one.username}@${one.address}:${String(one.port)}`),
    plainText(one.jump ?? "–"),
    keyWords(one),
    one.hostKey === undefined ? "not known" : one.hostKey.algorithm,
    plainText([...one.reasons, ...one.notes].join("; ")),
  ]);
  return tableLines(["server", "is", "login", "through", "key", "host key", "remarks"], rows);
}

function keyWords({ keyFile, agent, isKeyEncrypted, certificateFile }: Candidate): string {
  if (keyFile === undefined) return agent === undefined ? "SSH agent" : `SSH agent at ${plainText(agent)}`;
  const certificate = certificateFile === undefined ? "" : ` with ${plainText(certificateFile)}`;
  return `${plainText(keyFile)}${isKeyEncrypted ? " (encrypted)" : ""}${certificate}`;
}
