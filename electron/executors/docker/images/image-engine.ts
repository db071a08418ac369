import type Docker from "dockerode";
import type { ListImagesOptions } from "dockerode";
import type { Readable } from "node:stream";
import { engineConnection } from "../engine-connection.ts";
import { EngineRefusal } from "../engine-error.ts";
import type { EngineChoices } from "../engine.ts";
import { linesOf, newSteps } from "../pull.ts";

export interface EngineImage {
  readonly id: string;
  /** Its names, `REPOSITORY:TAG`. */
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface BuildWish {
  readonly name: string;
  readonly dockerfile: string;
  readonly values: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What we ask of a Docker engine about images. Every call has a deadline and throws EngineRefusal (it said no) or
 * EngineUnreachable (it said nothing). Progress comes as lines for people; leaving it ends the work.
 */
export interface ImageEngine {
  list(): Promise<readonly EngineImage[]>;
  has(image: string): Promise<boolean>;
  /** Ids of the images that containers stand on, running or not. */
  idsInUse(): Promise<ReadonlySet<string>>;
  /** Builds by a Dockerfile that is in the archive `context`. */
  build(wish: BuildWish, context: Readable, limitMs: number, signal: AbortSignal): AsyncIterable<string>;
  /** Makes an image of one layer out of an archive of a root folder. */
  import(archive: Readable, image: string, limitMs: number, signal: AbortSignal): Promise<void>;
  pull(image: string, limitMs: number, signal: AbortSignal): AsyncIterable<string>;
  /** Gives up a name, and the image with the last of its names unless a container stands on it. False: there was none. */
  remove(image: string): Promise<boolean>;
}

const quickMs = 10_000;
const removeMs = 60_000;

export function createImageEngine({ clock, ...meant }: EngineChoices): ImageEngine {
  const connection = engineConnection(clock, meant);
  const { ask } = connection;

  /** Runs what answers with a stream of JSON lines, to its end, within its time. */
  async function* follow(
    limitMs: number,
    what: string,
    signal: AbortSignal,
    begin: (docker: Docker, signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  ): AsyncIterable<string> {
    const overdue = new AbortController();
    const cancel = clock.after(limitMs, () => {
      overdue.abort(new EngineRefusal(504, `${what} was not over after ${String(limitMs / 60_000)} minutes`));
    });
    const either = AbortSignal.any([signal, overdue.signal]);
    let progress: Readable | undefined;
    try {
      progress = (await begin(await connection.client(), either)) as Readable;
      yield* newSteps(linesOf(progress, connection.words));
    } catch (error) {
      throw either.aborted ? either.reason : connection.failed(error);
    } finally {
      cancel();
      progress?.destroy();
    }
  }

  return {
    list: () =>
      ask(quickMs, "listing images", async (docker, abortSignal) => {
        // The client heeds the signal, though its types do not say so.
        const found = await docker.listImages({ abortSignal } as ListImagesOptions);
        return found.map(({ Id: id, RepoTags: tags, Labels: labels, Size: sizeBytes, Created: created }) => ({
          id,
          names: ((tags as readonly string[] | null) ?? []).filter((name) => name !== "<none>:<none>"),
          labels: (labels as Record<string, string> | null) ?? {},
          sizeBytes,
          createdAt: created * 1_000,
        }));
      }),

    has: (image) =>
      ask(quickMs, "looking for an image", async (docker, abortSignal) => {
        try {
          await docker.getImage(image).inspect({ abortSignal } as object);
          return true;
        } catch (error) {
          if ((error as { statusCode?: number }).statusCode === 404) return false;
          throw error;
        }
      }),

    idsInUse: () =>
      ask(quickMs, "listing containers", async (docker, abortSignal) => {
        const found = await docker.listContainers({ all: true, abortSignal });
        return new Set(found.map(({ ImageID: id }) => id));
      }),

    build: ({ name, dockerfile, values, labels }, context, limitMs, signal) =>
      follow(limitMs, "building the image", signal, (docker, abortSignal) =>
        docker.buildImage(context, {
          t: name,
          dockerfile,
          buildargs: { ...values },
          labels: { ...labels },
          rm: true,
          forcerm: true,
          abortSignal,
        }),
      ),

    async import(archive, image, limitMs, signal) {
      const [repo = image, tag = "latest"] = image.split(":");
      const told = follow(limitMs, "importing the image", signal, (docker, abortSignal) =>
        docker.importImage(archive, { repo, tag, abortSignal }),
      );
      for await (const line of told) void line;
    },

    pull: (image, limitMs, signal) =>
      follow(limitMs, "pulling the image", signal, (docker, abortSignal) => docker.pull(image, { abortSignal })),

    remove: (image) =>
      ask(removeMs, "removing an image", async (docker, abortSignal) => {
        try {
          await docker.getImage(image).remove({ abortSignal } as object);
          return true;
        } catch (error) {
          // Gone already, or a container stands on it.
          if ([404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) return false;
          throw error;
        }
      }),
  };
}
