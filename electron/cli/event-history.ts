import type { Command } from "commander";
import type { VersionCause } from "../../shared/words.ts";
import type { Attach } from "./action.ts";
import type { VersionComparisonAnswer, VersionLine } from "./answers.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { differenceLines, differenceText } from "./difference-lines.ts";
import { findEvent } from "./lookup.ts";
import { choosePaint, type Paint } from "./paint.ts";
import { readNumber } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

/** What an event was, and the way back. */
export function addEventHistory(event: Command, attach: Attach): void {
  attach<{ readonly limit: string }>(
    event
      .command("history <event>")
      .description("its versions, newest first: when, why, and what differs from the one before")
      .option("--limit <n>", "so many at most", "50"),
    history,
  );
  attach(
    event
      .command("diff <event> [from] [to]")
      .description("what differs between two versions; without numbers between the latest two"),
    compare,
  );
  attach<{ readonly yes?: boolean }>(
    event
      .command("rollback <event> <version>")
      .description("makes it what it was in that version, as a new version; its status stays")
      .option("-y, --yes", "do not ask"),
    rollBack,
  );
}

const causeWords: Readonly<Record<Exclude<VersionCause, "rolled_back" | "paused">, string>> = {
  created: "created",
  saved: "saved",
  applied: "applied from a file",
  status: "status changed",
  tags: "tags changed",
  found: "the first version known",
};

function causeText({ cause, restored, note }: VersionLine): string {
  if (cause === "rolled_back") return `rolled back to version ${String(restored)}`;
  if (cause === "paused") return `paused by the program: ${plainText(note ?? "")}`;
  return causeWords[cause];
}

function history(
  session: Session,
  { limit }: { readonly limit: string },
  [word = ""]: readonly string[],
): Promise<void> {
  const most = readNumber("--limit", limit);
  return withClient(session, async (client) => {
    const { id } = await findEvent(client, word);
    const { versions, next } = await client.events.versions.query({ id, limit: Math.min(most, 500) });
    const now = session.io.clock.now();
    const rows = versions.map((version) => [
      String(version.version),
      exactAndRelative(version.savedAt, now),
      causeText(version),
      version.changes.map(({ path }) => path).join(", ") || "–",
    ]);
    await session.print(versions, tableLines(["version", "saved", "why", "what changed"], rows));
    if (next !== undefined) session.note("There are older versions: raise --limit.");
  });
}

function compare(session: Session, _flags: unknown, [word = "", from, to]: readonly string[]): Promise<void> {
  const given = [from, to].map((text) => (text === undefined ? undefined : readNumber("VERSION", text)));
  return withClient(session, async (client) => {
    const event = await findEvent(client, word);
    const until = given[1] ?? event.version;
    const since = given[0] ?? until - 1;
    if (since < 1) throw new UsageError(`“${plainText(event.name)}” has one version only.`);
    const comparison = await client.events.compare.query({ id: event.id, from: since, to: until });
    await session.print(comparison, comparisonLines(comparison, choosePaint(session.io)));
  });
}

function comparisonLines({ from, to, fields, script }: VersionComparisonAnswer, paint: Paint): string[] {
  const heading = `version ${String(from.version)} → version ${String(to.version)}`;
  if (fields.length === 0 && script === undefined) return [`${heading}: the same`];
  return [
    heading,
    ...fields.map(({ path, from: was, to: is }) => `  ${path}: ${plainText(was)} → ${plainText(is)}`),
    ...(script === undefined ? [] : [`  script: ${differenceText(script)}`, ...differenceLines(script, paint)]),
  ];
}

function rollBack(
  session: Session,
  { yes }: { readonly yes?: boolean },
  [word = "", text = ""]: readonly string[],
): Promise<number> {
  const version = readNumber("VERSION", text);
  return withClient(session, async (client) => {
    const event = await findEvent(client, word);
    const name = plainText(event.name);
    const { fields, script } = await client.events.compare.query({ id: event.id, from: event.version, to: version });
    const changed = [...fields.map(({ path }) => path), ...(script === undefined ? [] : ["script"])].filter(
      (path) => path !== "status",
    );
    if (changed.length === 0) {
      await session.print({ version: event.version, name: event.name, restored: version }, [
        `${name} is as it was in version ${String(version)} already. Nothing was changed.`,
      ]);
      return 0;
    }
    const question = `Roll “${name}” back to version ${String(version)}? It changes ${changed.join(", ")}. Its status stays, secrets keep their present values, and work under way is not touched.`;
    if (yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("Nothing was changed.");
      return 1;
    }
    const done = await client.events.rollback.mutate({ id: event.id, version, expectedVersion: event.version });
    await session.print({ ...done, name: event.name, restored: version }, [
      `${name}: version ${String(done.version)}, the same as version ${String(version)}.`,
    ]);
    return 0;
  });
}
