import { tracked } from "@trpc/server";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import {
  imageBuildInput,
  imageName,
  kindOfType,
  type ImageKind,
  type ImageList,
  type ImageWork,
  type ImageWorkNews,
} from "../../shared/image.ts";
import { EngineRefusal, EngineUnreachable } from "../executors/docker/engine-error.ts";
import type { ImageWorks } from "../executors/docker/images/image-works.ts";
import { listImages, type ImageUses } from "../executors/docker/images/look-at-images.ts";
import { pruneImages } from "../executors/docker/images/prune-images.ts";
import { recordAudit } from "../store/audit.ts";
import { listEventImages, listNamedImages, type EventImage } from "../store/event-images.ts";
import type { ApiContext } from "./context.ts";
import { procedure, router } from "./procedure.ts";

const workId = z.strictObject({ id: z.string().max(20) });

export const imagesRouter = router({
  /** The program's images and those that events name. */
  list: procedure.query(async ({ ctx: context }): Promise<ImageList> => {
    const uses = usesOf(await listEventImages(context.store.read));
    return orUnavailable(listImages(worksOf(context).engine, uses));
  }),

  /** Begins to build images; each is a work whose log can be followed. One that is being built is not begun again. */
  build: procedure
    .input(imageBuildInput)
    .mutation(({ ctx: context, input }): readonly ImageWork[] =>
      input.kinds.map((kind) => worksOf(context).build(kind, input.from, input.again)),
    ),

  /** Begins to pull an image. */
  pull: procedure.input(z.strictObject({ image: imageName })).mutation(({ ctx: context, input }): ImageWork => {
    return worksOf(context).pull(input.image);
  }),

  /** Ends a work that is under way. */
  cancel: procedure.input(workId).mutation(({ ctx: context, input }) => {
    worksOf(context).cancel(input.id);
  }),

  /** Removes images of earlier versions that nothing uses. */
  prune: procedure.mutation(async ({ ctx: context }): Promise<{ readonly removed: readonly string[] }> => {
    const named = await listNamedImages(context.store.read);
    const removed = await orUnavailable(pruneImages(worksOf(context).engine, named));
    if (removed.length > 0) {
      const entry = { actor: "user", action: "images.prune", subject: "images", detail: { removed } } as const;
      await recordAudit(context.store.write, entry, context.clock.now());
    }
    return { removed };
  }),

  /** Builds and pulls of this program's life, the latest first, whenever one of them changes. */
  works: procedure.subscription(async function* ({ ctx: context, signal }): AsyncGenerator<readonly ImageWork[]> {
    const works = worksOf(context);
    let last = "";
    for await (const list of changes(works, signal, () => works.list())) {
      const text = JSON.stringify(list);
      if (text !== last) yield list;
      last = text;
    }
  }),

  /** The log of one work from its beginning, or from where a client was; completes when the work is over. */
  follow: procedure.input(workId.extend({ lastEventId: z.string().nullish() })).subscription(async function* ({
    ctx: context,
    input,
    signal,
  }) {
    const works = worksOf(context);
    let next = Number(input.lastEventId ?? 0);
    let status = "";
    for await (const news of changes(works, signal, (): ImageWorkNews => works.news(input.id, next))) {
      if (news.lines.length > 0 || news.work.status !== status) yield tracked(String(news.next), news);
      ({ next } = news);
      ({ status } = news.work);
      if (news.work.endedAt !== undefined) return;
    }
  }),
});

/** What `look` sees now, and again after every change. */
async function* changes<T>(works: ImageWorks, signal: AbortSignal | undefined, look: () => T): AsyncGenerator<T> {
  const ended = signal ?? new AbortController().signal;
  while (!ended.aborted) {
    const changed = works.changed(ended);
    yield look();
    await changed;
  }
}

function worksOf({ imageWorks }: ApiContext): ImageWorks {
  if (imageWorks !== undefined) return imageWorks;
  throw new CroniumError("unsupported", "No containers are run here, so there are no images");
}

function usesOf(events: readonly EventImage[]): ImageUses {
  const byKind: Record<ImageKind, string[]> = { bash: [], python: [], node: [], relay: [] };
  const byName = new Map<string, string[]>();
  for (const { event, type, image } of events) {
    if (image === null) byKind[kindOfType[type]].push(event);
    else byName.set(image, [...(byName.get(image) ?? []), event]);
  }
  return { byKind, byName };
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof EngineRefusal || error instanceof EngineUnreachable)) throw error;
    throw new CroniumError("unavailable", error.message, { cause: error, remedy: "Start Docker and try again." });
  }
}
