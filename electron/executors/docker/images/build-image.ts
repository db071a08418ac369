import { createReadStream } from "node:fs";
import type { ImageSource, ImageSourceChoice } from "../../../../shared/image.ts";
import { EngineUnreachable } from "../engine-error.ts";
import { buildContext } from "./build-context.ts";
import { packagesObstacle, withDebianRoot } from "./debian-root.ts";
import type { ImageEngine } from "./image-engine.ts";
import type { Recipe } from "./recipe.ts";
import { imageFile } from "./recipe-files.ts";

/** Labels by which the program knows its images. */
export const imageLabel = "dev.cronium.image";
export const sourceLabel = "dev.cronium.image.source";
/** Given by base.Dockerfile. */
const stageLabel = "dev.cronium.image.stage";
const versionLabel = "dev.cronium.image.version";

const pullMs = 10 * 60_000;
const baseMs = 15 * 60_000;
const finishMs = 3 * 60_000;

export interface BuildWork {
  readonly engine: ImageEngine;
  readonly recipe: Recipe;
  readonly from: ImageSourceChoice;
  /** Makes anew what it stands on, too: with the packages of today. */
  readonly again: boolean;
  /** Takes a line of progress for people. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Neither way led to an image. */
class ImageNotBuilt extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ImageNotBuilt";
  }
}

/**
 * Builds one of the program's images: first what it stands on, from a public image or from Debian packages, then, in a
 * second or two, the image itself. Repeating it is harmless, and so are two at once.
 * @throws ImageNotBuilt with what each way said, EngineUnreachable, or the signal's reason
 */
export async function buildImage(work: BuildWork): Promise<ImageSource> {
  const { engine, recipe, tell, signal } = work;
  const source = await provideBase(work);
  tell(`Putting ${recipe.name} together.`);
  const { kind, version } = recipe;
  const files = recipe.files.map((file) => ({ ...file, path: `cronium/${file.path}` }));
  const context = buildContext([
    ...files,
    { path: "Dockerfile", bytes: Buffer.from(recipe.dockerfile), isProgram: false },
  ]);
  const wish = {
    name: recipe.name,
    dockerfile: "Dockerfile",
    values: { BASE: recipe.baseName(source) },
    labels: { [imageLabel]: kind, [versionLabel]: version, [sourceLabel]: source },
  };
  try {
    for await (const line of engine.build(wish, context, finishMs, signal)) tell(line);
  } catch (error) {
    throw asNotBuilt(error, signal, "Docker");
  }
  tell(`${recipe.name} is here.`);
  return source;
}

/** @returns which of the bases is there now */
async function provideBase(work: BuildWork): Promise<ImageSource> {
  const { engine, recipe, from, again, tell } = work;
  const sources: readonly ImageSource[] = from === "auto" ? ["registry", "packages"] : [from];
  if (!again) {
    for (const source of sources) {
      if (!(await engine.has(recipe.baseName(source)))) continue;
      tell(`What it stands on is here (${recipe.baseName(source)}).`);
      return source;
    }
  }
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      await (source === "registry" ? buildFromRegistry(work) : buildFromPackages(work));
      return source;
    } catch (error) {
      const { message } = asNotBuilt(error, work.signal, source === "registry" ? "From the registry" : "From packages");
      reasons.push(message);
      tell(message);
    }
  }
  throw new ImageNotBuilt(reasons.join(" "));
}

async function buildFromRegistry({ engine, recipe, again, tell, signal }: BuildWork): Promise<void> {
  const { publicImage } = recipe;
  if (again || !(await engine.has(publicImage))) {
    tell(`Pulling ${publicImage}.`);
    for await (const line of engine.pull(publicImage, pullMs, signal)) tell(line);
  }
  tell(`Building on ${publicImage}.`);
  const context = buildContext([
    { path: "Dockerfile", bytes: imageFile("base.Dockerfile"), isProgram: false },
    { path: "complete-root.sh", bytes: imageFile("complete-root.sh"), isProgram: true },
  ]);
  // The language itself is in the public image; Debian's would only lie beside it.
  const packages = recipe.packages.filter((name) => !["python3", "python3-minimal", "nodejs"].includes(name));
  const wish = {
    name: recipe.baseName("registry"),
    dockerfile: "Dockerfile",
    values: {
      PUBLIC: publicImage,
      LANGUAGE: recipe.kind,
      PACKAGES: packages.join(" "),
      ACCOUNT: String(recipe.user),
    },
    labels: {},
  };
  for await (const line of engine.build(wish, context, baseMs, signal)) tell(line);
  // What was unpacked to be cleaned has no name, and nobody needs it any more.
  for (const { id, names, labels } of await engine.list()) {
    if (names.length === 0 && labels[stageLabel] === "unpacked") await engine.remove(id);
  }
}

async function buildFromPackages({ engine, recipe, tell, signal }: BuildWork): Promise<void> {
  const obstacle = packagesObstacle();
  if (obstacle !== undefined) throw new Error(obstacle);
  tell(`Building from Debian packages of this computer's own sources.`);
  await withDebianRoot(recipe, tell, AbortSignal.any([signal, AbortSignal.timeout(baseMs)]), (archive) =>
    engine.import(createReadStream(archive), recipe.baseName("packages"), finishMs, signal),
  );
}

/** The signal's reason and a silent engine are passed on: nothing else could help. */
function asNotBuilt(error: unknown, signal: AbortSignal, where: string): ImageNotBuilt {
  signal.throwIfAborted();
  if (error instanceof EngineUnreachable || error instanceof ImageNotBuilt) throw error;
  const words = error instanceof Error ? error.message : String(error);
  return new ImageNotBuilt(`${where}: ${words.trim().replace(/\.?$/, ".")}`);
}
