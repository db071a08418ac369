import {
  imageKinds,
  type CustomImageView,
  type ImageKind,
  type ImageList,
  type ImageView,
} from "../../../../shared/image.ts";
import { imageLabel, sourceLabel } from "./build-image.ts";
import type { EngineImage, ImageEngine } from "./image-engine.ts";
import { isOwnName, readOwnName, recipeOf } from "./recipe.ts";

/** Who runs in which image, as the events say. */
export interface ImageUses {
  /** Names of the events that name no image, by what they are written in. */
  readonly byKind: Readonly<Record<ImageKind, readonly string[]>>;
  /** Names of the events that name an image, by that image's name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

/** The program's images, those that are missing and those of earlier versions, and the others that events name. */
export async function listImages(engine: ImageEngine, uses: ImageUses): Promise<ImageList> {
  const images = await engine.list();
  return {
    own: [
      ...imageKinds.map((kind) => presentView(kind, images, uses)),
      ...imageKinds.flatMap((kind) => outdatedViews(kind, images, uses)),
    ],
    custom: [...uses.byName]
      .filter(([name]) => !isOwnName(name))
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, usedBy]) => customView(name, usedBy, images)),
  };
}

function presentView(kind: ImageKind, images: readonly EngineImage[], uses: ImageUses): ImageView {
  const { name, version } = recipeOf(kind);
  const image = images.find(({ names }) => names.includes(name));
  const usedBy = [...uses.byKind[kind], ...(uses.byName.get(name) ?? [])];
  return { ...viewOf(name, kind, version, image), state: image === undefined ? "missing" : "present", usedBy };
}

function outdatedViews(kind: ImageKind, images: readonly EngineImage[], uses: ImageUses): readonly ImageView[] {
  return images
    .filter(({ labels }) => labels[imageLabel] === kind)
    .flatMap((image) => image.names.map((name) => ({ name, image, own: readOwnName(name) })))
    .filter(({ own, name }) => own?.kind === kind && name !== recipeOf(kind).name)
    .sort((first, second) => second.image.createdAt - first.image.createdAt)
    .map(({ name, image, own }) => ({
      ...viewOf(name, kind, own?.version ?? "", image),
      state: "outdated" as const,
      usedBy: uses.byName.get(name) ?? [],
    }));
}

function viewOf(
  name: string,
  kind: ImageKind,
  version: string,
  image: EngineImage | undefined,
): Omit<ImageView, "state" | "usedBy"> {
  const source = image?.labels[sourceLabel];
  return {
    name,
    kind,
    version,
    source: source === "registry" || source === "packages" ? source : undefined,
    sizeBytes: image?.sizeBytes,
    createdAt: image?.createdAt,
  };
}

function customView(name: string, usedBy: readonly string[], images: readonly EngineImage[]): CustomImageView {
  const full = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
  const image = images.find(({ names }) => names.includes(full) || names.includes(name));
  return { name, isHere: image !== undefined, sizeBytes: image?.sizeBytes, createdAt: image?.createdAt, usedBy };
}
