import { containerBounds, type ContainerSettings } from "../../../shared/container.ts";
import type { ExecutionContext } from "../executor.ts";
import { createFileKeeper } from "../keep-files.ts";
import type { Surroundings } from "./launcher.ts";
import { leaveFilesLines, leftFilesMark, outputDirectory, outputDirectoryLines } from "./left-files.ts";
import { readLeftFiles } from "./read-left-files.ts";
import type { OutputTail } from "./script-output.ts";

/** Keeps what a run leaves, as it comes behind its output. */
export interface LeftFilesTail extends OutputTail {
  /** To be called when the run is over. Says in its log when not all of what it left could be read. @throws what the log throws */
  finish(): Promise<void>;
}

/** Whether anything is kept of what the run leaves. */
function mostBytesOf(context: Pick<ExecutionContext, "keepArtifact">, settings: ContainerSettings | undefined): number {
  return context.keepArtifact === undefined ? 0 : containerBounds(settings).artifactBytes;
}

/** What the launcher does beside the script so that its files can be kept; undefined: nothing is kept. */
export function leavingOf(
  executionId: string,
  context: Pick<ExecutionContext, "keepArtifact">,
  settings: ContainerSettings | undefined,
): Surroundings | undefined {
  if (mostBytesOf(context, settings) === 0) return undefined;
  const most = containerBounds(settings).workspaceBytes;
  return { before: outputDirectoryLines, after: leaveFilesLines(executionId, most) };
}

export function leftFilesTail(
  executionId: string,
  context: Pick<ExecutionContext, "keepArtifact" | "leftOut" | "log" | "logger">,
  settings: ContainerSettings | undefined,
): LeftFilesTail | undefined {
  const mostBytes = mostBytesOf(context, settings);
  if (mostBytes === 0) return undefined;
  let state: "none" | "cut" | "whole" = "none";
  return {
    mark: leftFilesMark(executionId),
    open() {
      state = "cut";
      const keeper = createFileKeeper({ context, mostBytes, directory: outputDirectory });
      const reader = readLeftFiles(keeper);
      return {
        push: (bytes) => reader.push(bytes),
        async end() {
          if (!(await reader.end())) return false;
          state = "whole";
          await keeper.finish();
          return true;
        },
      };
    },
    async finish() {
      if (state !== "cut") return;
      const why = "the run was ended before they were read, a file with holes is too large, or its image has no tar";
      await context.log.write("system", Buffer.from(`Not all files in ${outputDirectory} were kept: ${why}.\n`));
    },
  };
}
