import { EngineRefusal } from "../engine-error.ts";
import type { Engine } from "../engine.ts";
import type { ImageWorks } from "./image-works.ts";
import { relayImage } from "./recipe.ts";

/**
 * The same engine, which builds the relay's image when a relay is to be created and it is missing.
 * @param imageWorks absent: the engine as it is
 */
export function provideRelays(engine: Engine, imageWorks: ImageWorks | undefined): Engine {
  if (imageWorks === undefined) return engine;
  return {
    ...engine,
    async create(options) {
      try {
        await engine.create(options);
      } catch (error) {
        const isMissing = error instanceof EngineRefusal && error.statusCode === 404;
        if (!isMissing || options.Image !== relayImage()) throw error;
        // Nobody reads along here: what it says is with the work itself.
        await imageWorks
          .provide("relay", () => Promise.resolve(), new AbortController().signal)
          .catch((cause: unknown) => {
            throw new EngineRefusal(404, cause instanceof Error ? cause.message : String(cause));
          });
        await engine.create(options);
      }
    },
  };
}
