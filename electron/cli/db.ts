import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { DatabaseValidation } from "../../shared/system.ts";
import { CroniumError } from "../../shared/errors.ts";
import { holdDataDirectory, isHeld } from "../host/data-directory.ts";
import { programVersion } from "../host/version.ts";
import type { Attach } from "./action.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { choosePaint, statusText } from "./paint.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { counted, plainText } from "./text.ts";
import { backupTable } from "./backup-table.ts";
import { exactAndRelative, shortDuration } from "./time-text.ts";

interface AskFlags {
  readonly yes?: boolean;
}

export function addDb(program: Command, attach: Attach): void {
  const db = program.command("db").description("look after the database");
  attach(db.command("status").description("the changes it has been through, and whether it is in order"), status);
  attach(db.command("validate").description("check it; exit status 1 if anything is wrong"), validate);
  attach(db.command("backup").description("copy it, live or not, into the backups folder"), backUp);
  attach(db.command("backups").description("the copies in the backups folder, the newest first"), backups);
  attach(db.command("migrate").description("bring it to this program's shape; a backup is made first"), migrate);
  attach<AskFlags>(
    db
      .command("rollback")
      .description("undo the newest change of its shape, and lose what only that shape holds; a backup is made first")
      .option("-y, --yes", "do not ask"),
    rollBack,
  );
  attach<AskFlags>(
    db
      .command("restore <file>")
      .description("check a backup and put it in its place; what was there is kept beside it")
      .option("-y, --yes", "do not ask"),
    restore,
  );
}

/** Through the host that runs, else by looking at the file without changing it. */
async function readValidation(session: Session): Promise<DatabaseValidation> {
  if (isHeld(session.dataDirectory)) return withClient(session, (client) => client.database.validate.query());
  const { inspectDatabase } = await import("../store/maintain.ts");
  return inspectDatabase(databasePath(session));
}

async function status(session: Session): Promise<void> {
  const found = await readValidation(session);
  const now = session.io.clock.now();
  const paint = choosePaint(session.io);
  const rows = [
    ...found.applied.map((record) => [
      String(record.version),
      record.name,
      exactAndRelative(record.appliedAt, now),
      shortDuration(record.durationMs),
      record.programVersion,
    ]),
    ...found.pending.map(({ version, name }) => [String(version), name, "pending", "–", "–"]),
  ];
  await session.print(found, [
    ...tableLines(["change", "name", "applied", "took", "by version"], rows),
    `${statusText(paint, found.valid ? "ok" : "problem")}  ${found.summary}`,
  ]);
}

async function validate(session: Session): Promise<number> {
  const found = await readValidation(session);
  await session.print(found, [
    `${statusText(choosePaint(session.io), found.valid ? "ok" : "problem")}  ${found.summary}`,
  ]);
  return found.valid ? 0 : 1;
}

async function backUp(session: Session): Promise<void> {
  const path = isHeld(session.dataDirectory)
    ? (await withClient(session, (client) => client.database.backUp.mutate())).path
    : await alone(session, async (databaseFile) => {
        const { backUpDatabase } = await import("../store/maintain.ts");
        return backUpDatabase(databaseFile, "by-hand", session.io.clock);
      });
  await session.print({ path }, [path]);
}

async function backups(session: Session): Promise<void> {
  const { listBackups } = await import("../store/backup-files.ts");
  const found = listBackups(databasePath(session));
  await session.print(found, backupTable(found, session.io.clock.now()));
}

async function migrate(session: Session): Promise<void> {
  const { applied, backup } = await alone(session, async (databaseFile) => {
    const { migrateDatabase } = await import("../store/maintain.ts");
    return migrateDatabase(databaseFile, { clock: session.io.clock, programVersion });
  });
  await session.print({ applied, backup }, [
    applied.length === 0
      ? "Nothing is pending."
      : `Applied ${counted(applied.length, "change")}: ${applied.join(", ")}.${backupText(backup)}`,
  ]);
}

async function rollBack(session: Session, { yes }: AskFlags): Promise<number> {
  const question = "Undo the newest change of the database's shape? What only that shape can hold is lost.";
  return alone(session, async (databaseFile) => {
    if (yes !== true && !(await confirm(session, question, "--yes"))) return declined(session);
    const { rollBackDatabase } = await import("../store/maintain.ts");
    const { name, backup } = rollBackDatabase(databaseFile, session.io.clock);
    await session.print({ rolledBack: name, backup }, [
      `Rolled back ${name}.${backupText(backup)} The next start of this version applies it again.`,
    ]);
    return 0;
  });
}

async function restore(session: Session, { yes }: AskFlags, [file = ""]: readonly string[]): Promise<number> {
  const backup = resolve(session.io.workingDirectory, file);
  return alone(session, async (databaseFile) => {
    const { checksumPath } = await import("../store/backup-files.ts");
    const { completeRestore, discardPrepared, finishRestore, prepareRestore } = await import("../store/restore.ts");
    const { leftInDatabase } = await import("../store/restored-mark.ts");
    finishRestore(databaseFile);
    prepareRestore(backup, databaseFile);
    const now = session.io.clock.now();
    for (const { eventName, serverName, untilAt } of leftInDatabase(databaseFile)) {
      session.note(
        `The schedule of ${plainText(eventName)} is left to ${plainText(serverName)} until ${exactAndRelative(untilAt, now)}. The backup may not know of it: the server is asked at the next start.`,
      );
    }
    let agreed = yes === true;
    try {
      agreed ||= await confirm(session, `Put ${backup} in the place of ${databaseFile}?`, "--yes");
    } finally {
      if (!agreed) discardPrepared(databaseFile);
    }
    if (!agreed) return declined(session);
    if (!existsSync(checksumPath(backup))) {
      session.note(
        `There is no ${checksumPath(backup)}: nobody can say whether the backup is as it was made. Its database is intact.`,
      );
    }
    const former = completeRestore(databaseFile, session.io.clock);
    const kept = former === undefined ? "" : ` What was there is now ${former}.`;
    await session.print({ restored: backup, former }, [`Restored ${backup}.${kept}`]);
    return 0;
  });
}

function declined(session: Session): number {
  session.note("Nothing was changed.");
  return 1;
}

/** Works on the file while this process alone holds the directory. */
async function alone<T>(session: Session, work: (databaseFile: string) => Promise<T>): Promise<T> {
  if (isHeld(session.dataDirectory)) {
    throw new CroniumError("conflict", "This needs that no Cronium runs on the data directory", {
      remedy: "Stop it with `cronium stop`, do this, and start it again.",
    });
  }
  const directory = holdDataDirectory(session.dataDirectory);
  try {
    return await work(databasePath(session));
  } finally {
    directory.release();
  }
}

function databasePath(session: Session): string {
  return resolve(session.dataDirectory, "cronium.sqlite");
}

function backupText(backup: string | undefined): string {
  return backup === undefined ? "" : ` The backup is ${backup}.`;
}
