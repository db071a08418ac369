import { createHash } from "node:crypto";
import { z } from "zod";
import { imageKinds, kindOfType, type ImageKind, type ImageSource } from "../../../../shared/image.ts";
import type { ScriptType } from "../../../../shared/words.ts";
import { helperFiles, imageFile, type RecipeFile } from "./recipe-files.ts";

const recipesShape = z.strictObject({
  release: z.string(),
  images: z.record(
    z.enum(imageKinds),
    z.strictObject({
      public: z.string(),
      packages: z.array(z.string()),
      user: z.int(),
      directory: z.string(),
      entry: z.array(z.string()),
      command: z.array(z.string()),
    }),
  ),
});

/** How one of the program's images is made. */
export interface Recipe {
  readonly kind: ImageKind;
  /** `cronium/KIND:VERSION` */
  readonly name: string;
  /** Twelve hexadecimal digits over everything that goes into the image, and how it is put together. */
  readonly version: string;
  /** The public image it stands on where it comes from a registry. */
  readonly publicImage: string;
  /** The Debian release its packages were chosen from, for a computer that does not say its own. */
  readonly release: string;
  readonly packages: readonly string[];
  /** The one account whose programs may run in it, as user and group. */
  readonly user: number;
  /** Dockerfile of the image itself; `ARG BASE` names what it stands on. */
  readonly dockerfile: string;
  /** What lies in /usr/lib/cronium. */
  readonly files: readonly RecipeFile[];
  /** Name of what the image stands on. It changes seldom, the helper library often. */
  baseName(source: ImageSource): string;
}

const repository = "cronium";
const known = new Map<ImageKind, Recipe>();

/**
 * The recipe of an image, read once: a running program builds and runs what it was started with.
 * @throws Error when the program's own files are incomplete
 */
export function recipeOf(kind: ImageKind): Recipe {
  const recipe = known.get(kind) ?? readRecipe(kind);
  known.set(kind, recipe);
  return recipe;
}

/** The image that scripts of a language run in unless something else is named. */
export function ownImage(type: ScriptType): string {
  return recipeOf(kindOfType[type]).name;
}

/** The image of the containers through which scripts reach the program: Python alone, for user and group 10081. */
export function relayImage(): string {
  return recipeOf("relay").name;
}

/**
 * Whether a name is in the program's own part of the names. Such an image is built here or not at all: whoever owns the
 * name in a public registry is not us.
 */
export function isOwnName(image: string): boolean {
  return new RegExp(`^${repository}/(${imageKinds.join("|")}|base)(?::|@|$)`).test(image);
}

/** Kind and version of a name that this or an earlier version of the program gave; undefined for every other. */
export function readOwnName(
  image: string,
): { readonly kind: ImageKind | "base"; readonly version: string } | undefined {
  const parts = new RegExp(`^${repository}/(${imageKinds.join("|")}|base):((?:\\w+-)?[0-9a-f]{12}(?:-\\w+)?)$`).exec(
    image,
  );
  const [, kind, version] = parts ?? [];
  return kind === undefined || version === undefined ? undefined : { kind: kind as ImageKind | "base", version };
}

function readRecipe(kind: ImageKind): Recipe {
  const { release, images } = recipesShape.parse(JSON.parse(imageFile("recipes.json").toString("utf8")));
  const { public: publicImage, packages, user, directory, entry, command } = images[kind];
  const basis = [imageFile("base.Dockerfile"), imageFile("complete-root.sh")];
  const baseVersion = digest([kind, release, publicImage, String(user), ...packages, ...basis]);
  const files = [
    { path: "entry", bytes: imageFile("entry"), isProgram: true },
    { path: "healthy", bytes: imageFile("healthy"), isProgram: true },
    { path: "language", bytes: Buffer.from(`${kind}\n`), isProgram: false },
    ...helperFiles(kind),
  ];
  const dockerfile = [
    imageFile("image.Dockerfile").toString("utf8").trimEnd(),
    `USER ${String(user)}:${String(user)}`,
    `WORKDIR ${directory}`,
    `ENTRYPOINT ${JSON.stringify(entry)}`,
    `CMD ${JSON.stringify(command)}`,
    "",
  ].join("\n");
  const version = digest([baseVersion, dockerfile, ...files.flatMap(({ path, bytes }) => [path, bytes])]);
  return {
    kind,
    name: `${repository}/${kind}:${version}`,
    version,
    publicImage,
    release,
    packages,
    user,
    dockerfile,
    files,
    baseName: (source) => `${repository}/base:${kind}-${baseVersion}-${source}`,
  };
}

/** The length goes before each part, so that no two lists of parts read the same. */
function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${String(Buffer.byteLength(part))}:`).update(part);
  return hash.digest("hex").slice(0, 12);
}
