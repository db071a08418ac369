import { open } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { containerBounds } from "../../shared/container.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { JobFile, JobFilePiece } from "../../shared/job-files.ts";
import type { ExecutionUsage } from "../../shared/usage-history.ts";
import { readJobDefinition } from "../queue/job-definition.ts";
import { artifactsOf, findArtifact } from "../store/artifacts.ts";
import { executionsOfJob, findExecution } from "../store/executions.ts";
import { findJob } from "../store/jobs.ts";
import { readUsage } from "../store/usage.ts";
import { procedure } from "./procedure.ts";

/** Bytes of one piece: well below what a frame may hold. */
const pieceBytes = 768 * 1024;

/** What the executions of jobs have used and left. */
export const jobKeepingCalls = {
  usage: procedure
    .input(z.strictObject({ executionId: z.string() }))
    .query(async ({ ctx: context, input: { executionId } }): Promise<ExecutionUsage> => {
      const { store, usage } = context;
      const execution = await findExecution(store.read, executionId);
      if (execution === undefined) throw new CroniumError("not_found", `There is no execution ${executionId}`);
      const history = usage.read(executionId) ?? (await readUsage(store.read, executionId));
      const job = await findJob(store.read, execution.job_id);
      const run = job === undefined ? undefined : readJobDefinition(job.definition).run;
      if (run?.on !== "container") return { history, processors: undefined, memoryBytes: undefined };
      const { processors, memoryBytes } = containerBounds(run.settings);
      return { history, processors, memoryBytes };
    }),

  files: procedure
    .input(z.strictObject({ id: z.string() }))
    .query(async ({ ctx: context, input }): Promise<readonly JobFile[]> => {
      const executions = new Map((await executionsOfJob(context.store.read, input.id)).map((row) => [row.id, row]));
      if (executions.size === 0) return [];
      const rows = await artifactsOf(context.store.read, [...executions.keys()]);
      return rows.map(({ execution_id: executionId, path, bytes, sha256, stored_path: storedPath }) => ({
        executionId,
        target: executions.get(executionId)?.target ?? "",
        attempt: executions.get(executionId)?.attempt ?? 1,
        path,
        bytes,
        sha256: storedPath === "" ? undefined : sha256,
      }));
    }),

  /** A piece of a file, from an offset on. */
  readFile: procedure
    .input(z.strictObject({ executionId: z.string(), path: z.string(), offset: z.int().min(0) }))
    .query(async ({ ctx: context, input: { executionId, path, offset } }): Promise<JobFilePiece> => {
      const artifact = await findArtifact(context.store.read, executionId, path);
      if (artifact === undefined) throw new CroniumError("not_found", `${executionId} has left no file ${path}`);
      if (artifact.stored_path === "") {
        throw new CroniumError("not_found", `${path} was not kept: it was beyond what is kept of one run`, {
          remedy: "Raise the event's limit for kept files, and run it again.",
        });
      }
      return readPiece(join(context.dataDirectory, artifact.stored_path), path, offset);
    }),
};

async function readPiece(file: string, path: string, offset: number): Promise<JobFilePiece> {
  try {
    const opened = await open(file, "r");
    try {
      const { bytesRead, buffer } = await opened.read(Buffer.alloc(pieceBytes), 0, pieceBytes, offset);
      const next = bytesRead === pieceBytes ? offset + bytesRead : undefined;
      return { data: buffer.subarray(0, bytesRead).toString("base64"), next };
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw new CroniumError("storage", `${path} cannot be read any more`, {
      remedy: "It may have been removed from the data directory by hand; run the job again.",
      cause: error,
    });
  }
}
