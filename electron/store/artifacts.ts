import type { ArtifactRow } from "./runtime-tables.ts";
import type { Database } from "./tables.ts";

/** A file that a run has left; one that was not kept has no stored path. */
export interface Artifact {
  readonly path: string;
  readonly bytes: number;
  /** Hex; empty when it was not kept. */
  readonly sha256: string;
  /** Below the data directory; empty when it was not kept. */
  readonly storedPath: string;
}

/** Rows of one statement: SQLite binds 32,766 values at most. */
const perStatement = 1_000;

/** Records what an execution has left. What is found again, as the run was taken up anew, replaces what was found before. */
export async function recordArtifacts(
  database: Database,
  executionId: string,
  artifacts: readonly Artifact[],
  now: number,
): Promise<void> {
  for (let from = 0; from < artifacts.length; from += perStatement) {
    const rows = artifacts.slice(from, from + perStatement).map(({ path, bytes, sha256, storedPath }) => ({
      execution_id: executionId,
      path,
      bytes,
      sha256,
      stored_path: storedPath,
      created_at: now,
    }));
    await database
      .insertInto("artifacts")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["execution_id", "path"]).doUpdateSet((build) => ({
          bytes: build.ref("excluded.bytes"),
          sha256: build.ref("excluded.sha256"),
          stored_path: build.ref("excluded.stored_path"),
        })),
      )
      .execute();
  }
}

/** By path. */
export function artifactsOf(database: Database, executionIds: readonly string[]): Promise<ArtifactRow[]> {
  return database
    .selectFrom("artifacts")
    .selectAll()
    .where("execution_id", "in", [...executionIds])
    .orderBy("path")
    .execute();
}

export function findArtifact(database: Database, executionId: string, path: string): Promise<ArtifactRow | undefined> {
  return database
    .selectFrom("artifacts")
    .selectAll()
    .where("execution_id", "=", executionId)
    .where("path", "=", path)
    .executeTakeFirst();
}

/** The folder of an execution's files, below the data directory, beside its log and as long-lived. */
export function artifactFolder(logPath: string): string {
  return logPath.replace(/^logs\//, "artifacts/").replace(/\.log$/, "");
}
