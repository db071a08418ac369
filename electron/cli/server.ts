import type { Command } from "commander";
import { fingerprint as fingerprintSchema } from "../../shared/server.ts";
import type { Attach } from "./action.ts";
import type { ServerLine } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { findServer } from "./lookup.ts";
import { choosePaint, statusText, type Paint } from "./paint.ts";
import { readAuthentication, withCredentialFlags, type CredentialFlags } from "./credential-flags.ts";
import { addServerAdd } from "./server-add.ts";
import { addServerEdit } from "./server-edit.ts";
import { addServerForget } from "./server-forget.ts";
import { addServerGroup } from "./server-group.ts";
import { addServerImport } from "./server-import.ts";
import { addServerLimits } from "./server-limits.ts";
import { addServerShow } from "./server-show.ts";
import { addServerTerminal } from "./server-terminal.ts";
import { impactLines } from "./impact-lines.ts";
import { artLines, testLine } from "./server-text.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { relativeTime } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

interface TrustFlags {
  readonly yes?: boolean;
  readonly fingerprint?: string;
}

export function addServer(program: Command, attach: Attach): void {
  const server = program.command("server").description("list, add and test servers, accept their host keys");
  attach<{ readonly archived?: boolean }>(
    server.command("list").description("servers and how they are").option("--archived", "the archived ones"),
    list,
  );
  addServerAdd(server, attach);
  addServerEdit(server, attach);
  addServerLimits(server, attach);
  addServerGroup(server, attach);
  attach(server.command("test <server>").description("connect as a run would"), test);
  attach<TrustFlags>(
    server
      .command("trust <server>")
      .description("accept the host key the server shows, from now on")
      .option("-y, --yes", "without asking")
      .option("--fingerprint <fingerprint>", "only if it is this one, such as SHA256:…"),
    trust,
  );
  addServerForget(server, attach);
  addServerShow(server, attach);
  addServerImport(server, attach);
  addServerTerminal(server, attach);
  attach<{ readonly yes?: boolean }>(
    server
      .command("archive <server>")
      .description("take it out of use and remove its key or password; its history stays")
      .option("-y, --yes", "without asking"),
    archive,
  );
  attach<CredentialFlags>(
    withCredentialFlags(server.command("restore <server>").description("take it back into use")),
    restore,
  );
}

function list(session: Session, { archived }: { readonly archived?: boolean }): Promise<void> {
  return withClient(session, async (client) => {
    const servers = await client.servers.list.query({ archived: archived === true });
    const paint = choosePaint(session.io);
    const now = session.io.clock.now();
    const heading = ["id", "name", "status", "address", "groups", "at once", "events", "checked", "problem"];
    const rows = servers.map((server) => listRow(server, now, paint));
    await session.print(servers, rows.length === 0 ? ["No servers."] : tableLines(heading, rows));
  });
}

function listRow(server: ServerLine, now: number, paint: Paint): string[] {
  return [
    String(server.id),
    server.name,
    statusText(paint, server.status),
    `${server.username}@${server.address}:${String(server.port)}`,
    plainText(server.groups.join(", ")),
    server.concurrency === null ? "–" : String(server.concurrency),
    String(server.eventCount),
    server.checkedAt === undefined ? "never" : relativeTime(server.checkedAt, now),
    plainText(server.problem ?? ""),
  ];
}

function test(session: Session, _flags: unknown, [word = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) => {
    const { id, name, pinned } = await findServer(client, word);
    const result = await client.servers.test.mutate({ id });
    await session.print({ id, name, ...result }, [
      testLine(choosePaint(session.io), name, result),
      ...artLines(result.offered, pinned),
    ]);
    return result.ok ? 0 : 1;
  });
}

function trust(session: Session, flags: TrustFlags, [word = ""]: readonly string[]): Promise<number> {
  const expected = flags.fingerprint?.replace(/=$/, "");
  if (expected !== undefined && !fingerprintSchema.safeParse(expected).success) {
    throw new UsageError(
      "--fingerprint: a fingerprint looks like SHA256: and 43 characters, as ssh-keygen -l prints it.",
    );
  }
  return withClient(session, async (client) => {
    const { id, name, pinned, expectedFingerprint } = await findServer(client, word);
    // Asked afresh: what is accepted is what the server shows now.
    const shown = await client.servers.test.mutate({ id });
    const paint = choosePaint(session.io);
    const { offered } = shown;
    if (offered === undefined) {
      const known = pinned?.fingerprint ?? expectedFingerprint;
      if (expected !== undefined && known !== undefined && expected !== known) {
        if (!shown.ok) session.note(testLine(paint, name, shown));
        const state = shown.ok ? "shows" : pinned === undefined ? "is expected to show" : "was accepted with";
        session.note(`cronium: ${name} ${state} ${known}, not ${expected}. Nothing was trusted.`);
        return 1;
      }
      const text = shown.ok ? `${name} shows the key that is trusted already.` : testLine(paint, name, shown);
      await session.print({ id, name, trusted: shown.ok, ...shown }, [text]);
      return shown.ok ? 0 : 1;
    }
    if (expected !== undefined && expected !== offered.fingerprint) {
      session.note(`cronium: ${name} shows ${offered.fingerprint}, not ${expected}. Nothing was trusted.`);
      return 1;
    }
    if (expected === undefined && flags.yes !== true) {
      session.note(`${name} shows the ${offered.algorithm} key ${offered.fingerprint}.`);
      for (const line of artLines(offered, pinned)) session.note(line);
      if (pinned !== undefined)
        session.note(`Until now it was ${pinned.fingerprint}. Find out why it changed before you accept.`);
      const question = `Trust ${offered.fingerprint} for ${name}?`;
      if (!(await confirm(session, question, "--yes, or --fingerprint SHA256:… with the key you expect"))) {
        session.note("Nothing was trusted.");
        return 1;
      }
    }
    await client.servers.trust.mutate({ id, fingerprint: offered.fingerprint });
    const result = await client.servers.test.mutate({ id });
    const document = { id, name, trusted: true, fingerprint: offered.fingerprint, ...result };
    await session.print(document, [`Trusted ${offered.fingerprint}.`, testLine(paint, name, result)]);
    return 0;
  });
}

function archive(session: Session, flags: { readonly yes?: boolean }, [word = ""]: readonly string[]): Promise<number> {
  return withClient(session, async (client) => {
    const { id, name } = await findServer(client, word);
    const impact = await client.servers.impact.query({ id });
    const consequences = impactLines(impact);
    if (flags.yes !== true && consequences.length > 0) {
      for (const line of consequences) session.note(line);
      if (!(await confirm(session, `Archive ${name}?`, "--yes"))) {
        session.note("Nothing was archived.");
        return 1;
      }
    }
    await client.servers.archive.mutate({ id });
    await session.print({ id, name, archived: true, impact }, [`Archived ${name}.`]);
    return 0;
  });
}

function restore(session: Session, flags: CredentialFlags, [word = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const { id, name, lacksCredential } = await findServer(client, word, true);
    const given = Object.values(flags).some((flag) => flag !== undefined);
    const authentication = given || lacksCredential ? await readAuthentication(session, flags) : undefined;
    await client.servers.restore.mutate({ id, ...(authentication && { authentication }) });
    await session.print({ id, name, archived: false }, [
      `Restored ${name}. Test it with \`cronium server test ${name}\`.`,
    ]);
  });
}
