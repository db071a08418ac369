import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import { frameLimitBytes } from "../api/frame-limit.ts";
import type { Attach } from "./action.ts";
import { withPlaceForSecrets } from "./ask-consent.ts";
import type { ApplyAnswer } from "./answers.ts";
import { withClient } from "./connect.ts";
import { readDefinition, type ReadDefinition } from "./definition-file.ts";
import { failureDetails } from "./describe-failure.ts";
import { choosePaint, statusSymbol, type Paint } from "./paint.ts";
import { testLine } from "./server-text.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";

interface ApplyFlags {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

/** Room for the frame around a definition, bytes. */
const frameOverheadBytes = 4_096;

export function addApply(program: Command, attach: Attach): void {
  const command = program
    .command("apply <files...>")
    .description("make servers, groups, variables, events and calendars as the definition files say")
    .option("--dry-run", "only print the difference")
    .option(
      "--prune",
      "remove events, variables, calendars and limits of groups, and archive servers, that the files do not name",
    );
  attach<ApplyFlags>(command, apply);
}

async function apply(session: Session, flags: ApplyFlags, paths: readonly string[]): Promise<void> {
  const read = await readDefinition(paths, session.io);
  if (Buffer.byteLength(JSON.stringify(read.definition)) > frameLimitBytes - frameOverheadBytes) {
    throw new CroniumError("invalid_input", "The definition is larger than 16 MB", {
      remedy: "Apply its files one after the other, without --prune.",
    });
  }
  await withClient(session, async (client) => {
    const given = { definition: read.definition, dryRun: flags.dryRun === true, prune: flags.prune === true };
    const answer = await withPlaceForSecrets(session, client, () =>
      client.definitions.applyDefinition.mutate(given),
    ).catch((error: unknown) => {
      throw withPlace(error, read);
    });
    await session.print(answer, answerLines(answer, flags, choosePaint(session.io)));
  });
}

/** Adds file, line and column to what the core found wrong. */
function withPlace(error: unknown, { locate }: ReadDefinition): unknown {
  const { code, message, remedy, field } = failureDetails(error);
  const place = field === undefined ? undefined : locate(field);
  if (place === undefined) return error;
  return new CroniumError(code, `${place}: ${message}`, {
    remedy: `${remedy ?? ""} Nothing was changed.`.trim(),
    cause: error,
  });
}

function answerLines({ changes, tested }: ApplyAnswer, { dryRun }: ApplyFlags, paint: Paint): string[] {
  const changed = changes.filter(({ kind }) => kind !== "unchanged");
  const unchanged = changes.length - changed.length;
  const unchangedNotes = changes.filter(({ kind }) => kind === "unchanged").flatMap(noteLines);
  if (changed.length === 0)
    return [...unchangedNotes, `Nothing to change: ${counted(unchanged, "part")} as described.`];
  const lines = changed.flatMap(({ kind, noun, name, fields, notes }) => [
    `${statusSymbol(paint, kind)} ${noun} ${plainText(name)}${removal(kind, noun)}`,
    ...fields.map(({ path, from, to }) => `    ${path}: ${plainText(from)} → ${plainText(to)}`),
    ...notes.map((note) => `    ${plainText(note)}`),
  ]);
  const count = (kind: string, word: string): string[] => {
    const found = changes.filter((change) => change.kind === kind).length;
    return found === 0 ? [] : [`${String(found)} ${word}`];
  };
  const sums = [
    ...count("create", "created"),
    ...count("update", "changed"),
    ...count("remove", "removed"),
    ...count("unchanged", "unchanged"),
  ].join(", ");
  return [
    ...lines,
    ...unchangedNotes,
    dryRun === true ? `Dry run, nothing was changed. It would be: ${sums}.` : `${sums}.`,
    ...tested.map(({ name, test }) => testLine(paint, name, test)),
  ];
}

function noteLines({ noun, name, notes }: ApplyAnswer["changes"][number]): string[] {
  return notes.map((note) => `${noun} ${plainText(name)} ${plainText(note)}`);
}

function removal(kind: string, noun: string): string {
  if (kind !== "remove") return "";
  if (noun === "group") return " (no limit any more)";
  return noun === "server" ? " (archived)" : " (deleted)";
}
