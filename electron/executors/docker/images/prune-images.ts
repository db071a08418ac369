import { imageKinds, imageSources } from "../../../../shared/image.ts";
import { imageLabel } from "./build-image.ts";
import type { EngineImage, ImageEngine } from "./image-engine.ts";
import { readOwnName, recipeOf } from "./recipe.ts";

/**
 * Removes images of the program's earlier versions, and what only they stand on. An image that is not ours by name and
 * label alike, that a container stands on or that an event names, stays.
 * @param named images that events name
 * @returns the names that were given up
 * @throws EngineRefusal, EngineUnreachable
 */
export async function pruneImages(engine: ImageEngine, named: ReadonlySet<string>): Promise<readonly string[]> {
  const images = await engine.list();
  const used = await engine.idsInUse();
  const removed: string[] = [];
  for (const { name, image } of outdated(images)) {
    if (named.has(name) || used.has(image.id)) continue;
    if (await engine.remove(name)) removed.push(name);
  }
  return removed;
}

function outdated(images: readonly EngineImage[]): readonly { readonly name: string; readonly image: EngineImage }[] {
  const present = new Set(
    imageKinds.map(recipeOf).flatMap((recipe) => [recipe.name, ...imageSources.map((each) => recipe.baseName(each))]),
  );
  return (
    images
      .flatMap((image) => image.names.map((name) => ({ name, image })))
      .filter(({ name }) => !present.has(name))
      .filter(({ name, image }) => {
        const own = readOwnName(name);
        // A base carries no label: it is made by an import, and its name alone says what it is.
        return own !== undefined && (own.kind === "base" || image.labels[imageLabel] === own.kind);
      })
      // What images stand on goes after them.
      .sort((first, second) => Number(isBase(first.name)) - Number(isBase(second.name)))
  );
}

function isBase(name: string): boolean {
  return readOwnName(name)?.kind === "base";
}
