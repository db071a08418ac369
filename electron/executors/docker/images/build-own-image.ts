import type { ExecutionLog } from "../../executor.ts";
import type { ImageWorks } from "./image-works.ts";
import { readOwnName, recipeOf } from "./recipe.ts";

const remedy = "Build it on the page of images or with `cronium images build`, or name another image in the event.";

/**
 * Builds one of the program's own images for a run that needs it and finds it missing; each step goes as a line into
 * the log's `system` stream. Images of earlier versions, and those under other tags, cannot be built.
 * @param imageWorks absent: nothing can be built here
 * @returns why there is no such image, with what to do; undefined when there is now
 * @throws the signal's reason, or what the log throws
 */
export async function buildOwnImage(
  image: string,
  imageWorks: ImageWorks | undefined,
  log: ExecutionLog,
  signal: AbortSignal,
): Promise<string | undefined> {
  const kind = readOwnName(image)?.kind;
  const missing = `The image ${image} is not on this computer. It is one of the program's own and cannot be pulled`;
  if (imageWorks === undefined || kind === undefined || kind === "base" || recipeOf(kind).name !== image) {
    return `${missing}. ${remedy}`;
  }
  const tell = (line: string): Promise<void> => log.write("system", Buffer.from(`${line}\n`));
  await tell(`The image ${image} is not here yet. Building it, once for all runs to come.`);
  try {
    await imageWorks.provide(kind, tell, signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return `${missing}, and building it failed: ${error instanceof Error ? error.message : String(error)} ${remedy}`;
  }
}
