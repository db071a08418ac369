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
      .description(
        "take over servers that the OpenSSH client knows, with those that lead to them; without names all that are new",
      )
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
    const notTaken = preview.notTaken.map((what) => `Not taken: ${plainText(what)}`);
    const lines = [...previewLines(preview), ...notTaken];
    if (flags.dryRun === true || chosen.length === 0) {
      await session.print(preview, chosen.length === 0 ? [...lines, "Nothing is new."] : lines);
      return 0;
    }
    if (flags.yes === true) {
      for (const { name, notes } of chosen) for (const note of notes) session.note(`${name}: ${plainText(note)}`);
      for (const line of notTaken) session.note(line);
    } else {
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
  const chosen = new Set<Candidate>();
  for (const name of names) {
    const found = candidates.find((candidate) => candidate.name === name);
    if (found === undefined) {
      throw new CroniumError("not_found", `The configuration has no server “${name}”`, {
        remedy: "See with --dry-run which it has.",
      });
    }
    chosen.add(found);
    if (found.verdict !== "cannot") for (const one of wayTo(found, candidates)) chosen.add(one);
  }
  return [...chosen];
}

/** What leads to a server and is not here yet: without it the server could not be imported. */
function wayTo(server: Candidate, candidates: readonly Candidate[]): readonly Candidate[] {
  const way: Candidate[] = [];
  for (let { jump } = server; jump !== undefined;) {
    const leading = candidates.find(({ name }) => name === jump);
    if (leading === undefined || way.includes(leading)) break;
    way.push(leading);
    ({ jump } = leading);
  }
  return way.filter(({ verdict }) => verdict === "new");
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

function keyWords({ keyFile, agent, asksAgent, isKeyEncrypted, certificateFile }: Candidate): string {
  if (keyFile === undefined && !asksAgent) return "none";
  if (keyFile === undefined) return agent === undefined ? "SSH agent" : `SSH agent at ${plainText(agent)}`;
  const certificate = certificateFile === undefined ? "" : ` with ${plainText(certificateFile)}`;
  return `${plainText(keyFile)}${isKeyEncrypted ? " (encrypted)" : ""}${certificate}`;
}
