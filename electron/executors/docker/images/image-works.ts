import type { ImageKind, ImageSourceChoice, ImageWork, ImageWorkNews } from "../../../../shared/image.ts";
import { CroniumError, toErrorDetails } from "../../../../shared/errors.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import { createStartLimit } from "../start-limit.ts";
import { buildImage } from "./build-image.ts";
import type { ImageEngine } from "./image-engine.ts";
import { recipeOf } from "./recipe.ts";

/** Builds and pulls of images, under way and past ones of this program's life. */
export interface ImageWorks {
  readonly engine: ImageEngine;
  /** Begins to build an image; while that image is being built, says which work does so. */
  build(kind: ImageKind, from: ImageSourceChoice, again: boolean): ImageWork;
  /** Begins to pull an image, likewise. */
  pull(image: string): ImageWork;
  /** The latest first. */
  list(): readonly ImageWork[];
  /** The lines of a work from `after` on. @throws CroniumError `not_found` */
  news(id: string, after: number): ImageWorkNews;
  /** Resolves at the next change of any work, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
  /** Ends a work that is under way. @throws CroniumError `not_found` */
  cancel(id: string): void;
  /**
   * Builds one of the program's images where it is missing, for a run that waits for it: several at once wait for one
   * build, and what a run no longer waits for goes on for the next one.
   * @param tell takes a line of progress for people
   * @throws Error with what stood in the way, or the signal's reason
   */
  provide(kind: ImageKind, tell: (line: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Unpacking is work for the processor: more at once only make each of them slower. */
const atOnce = 2;
/** Lines kept of a work; a build says a few hundred at most. */
const keptLines = 5_000;
const keptWorks = 50;
const pullMs = 30 * 60_000;

interface Entry {
  work: ImageWork;
  readonly lines: string[];
  readonly ending: AbortController;
  readonly over: Promise<void>;
}

export function createImageWorks(parts: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly engine: ImageEngine;
}): ImageWorks {
  const { clock, logger, engine } = parts;
  const limit = createStartLimit(atOnce);
  const entries: Entry[] = [];
  let begun = 0;
  let change = Promise.withResolvers<void>();

  function announce(): void {
    change.resolve();
    change = Promise.withResolvers<void>();
  }

  function begin(
    what: ImageWork["what"],
    image: string,
    run: (tell: (line: string) => void, signal: AbortSignal) => Promise<void>,
  ): Entry {
    const running = entries.find(({ work }) => work.image === image && isUnderWay(work));
    if (running !== undefined) return running;
    begun += 1;
    const ending = new AbortController();
    const work: ImageWork = {
      id: String(begun),
      what,
      image,
      status: "waiting",
      startedAt: clock.now(),
      endedAt: undefined,
      latest: undefined,
      problem: undefined,
    };
    const lines: string[] = [];
    const entry: Entry = { work, lines, ending, over: Promise.resolve().then(() => carryOut()) };
    entries.unshift(entry);
    entries.splice(keptWorks);
    announce();
    return entry;

    function now(changes: Partial<ImageWork>): void {
      entry.work = { ...entry.work, ...changes };
      announce();
    }

    async function carryOut(): Promise<void> {
      try {
        const leave = await limit.enter(ending.signal);
        now({ status: "working" });
        try {
          await run((line) => {
            if (lines.length < keptLines) lines.push(line);
            now({ latest: line });
          }, ending.signal);
        } finally {
          leave();
        }
        now({ status: "done", endedAt: clock.now() });
      } catch (error) {
        if (ending.signal.aborted) {
          now({ status: "cancelled", endedAt: clock.now() });
          return;
        }
        const { message, remedy } = toErrorDetails(error);
        const words = error instanceof Error ? error.message : message;
        lines.push(words);
        logger.warn({ image, detail: words }, "an image could not be had");
        const problem = { message: words, remedy: remedy ?? remedyFor(what) };
        now({ status: "failed", endedAt: clock.now(), latest: words, problem });
      }
    }
  }

  function find(id: string): Entry {
    const entry = entries.find(({ work }) => work.id === id);
    if (entry === undefined) throw new CroniumError("not_found", `There is no work on an image with the number ${id}`);
    return entry;
  }

  function beginBuild(kind: ImageKind, from: ImageSourceChoice, again: boolean): Entry {
    const recipe = recipeOf(kind);
    return begin("build", recipe.name, async (tell, signal) => {
      await buildImage({ engine, recipe, from, again, tell, signal });
    });
  }

  return {
    engine,
    build: (kind, from, again) => beginBuild(kind, from, again).work,
    pull: (image) =>
      begin("pull", image, async (tell, signal) => {
        for await (const line of engine.pull(image, pullMs, signal)) tell(line);
        tell(`${image} is here.`);
      }).work,
    list: () => entries.map(({ work }) => work),
    news(id, after) {
      const { work, lines } = find(id);
      return { lines: lines.slice(after), next: Math.max(after, lines.length), work };
    },
    changed: (signal) => orAborted(change.promise, signal),
    cancel(id) {
      find(id).ending.abort(new Error("it was cancelled"));
    },

    async provide(kind, tell, signal) {
      const entry = beginBuild(kind, "auto", false);
      let told = 0;
      const tellOn = async (): Promise<void> => {
        const lines = entry.lines.slice(told);
        told += lines.length;
        for (const line of lines) await tell(line);
      };
      while (isUnderWay(entry.work)) {
        const next = change.promise;
        await tellOn();
        if (!isUnderWay(entry.work)) break;
        await orAborted(next, signal);
        signal.throwIfAborted();
      }
      await tellOn();
      if (entry.work.status !== "done") throw new Error(entry.work.problem?.message ?? "the build was cancelled");
    },

    async close() {
      for (const { work, ending } of entries) if (isUnderWay(work)) ending.abort(new Error("the program ends"));
      await Promise.all(entries.map(({ over }) => over));
    },
  };
}

function isUnderWay({ status }: ImageWork): boolean {
  return status === "waiting" || status === "working";
}

function remedyFor(what: ImageWork["what"]): string {
  return what === "build"
    ? "Make a registry reachable for Docker, or install mmdebstrap on Debian or Ubuntu; then build it again."
    : "Check the name, and whether Docker reaches the registry and may read there.";
}

/** Resolves with the promise or when the signal aborts, whichever comes first. */
function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    if (signal.aborted) resolve();
    else {
      signal.addEventListener("abort", done, { once: true });
      void promise.then(done);
    }
  });
}
