/** The images of the bed: those of the product, built by its own command, and a small one beside them. */
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "../../scripts/ensure-installed.mjs";
import { pinnedNode } from "../../scripts/pinned-node.mjs";
import { askEngine } from "./docker.mjs";
import { bedDirectory, imageNames, isRoot, repositoryDirectory } from "./layout.mjs";
import { findProgram, runCommand, tryCommand } from "./run.mjs";

/** Settings of the small image, as Dockerfile lines. */
const busyboxChanges = ["ENV PATH=/bin", "USER 1000:1000", "WORKDIR /home/cronium", 'CMD ["sh"]'];

/** Names the recipe the small image was made by, so that one made by an older recipe is made anew. */
const recipeLabel = "cronium.bed.recipe";
const recipe = createHash("sha256").update(JSON.stringify(busyboxChanges)).digest("hex").slice(0, 16);

const buildMilliseconds = 20 * 60_000;

/** @typedef {keyof typeof imageNames} ImageKind */
/** @typedef {{ Id: string, RepoTags: string[] | null, Labels: Record<string, string> | null }} EngineImage */

/**
 * The images that the bed lacks, by their names: the small one, the product's of the present sources, and the bed's
 * names for these.
 * @returns {Promise<string[]>}
 */
export async function missingImages() {
  /** @type {readonly EngineImage[]} */
  const images = JSON.parse(await askEngine("GET", "/images/json"));
  /** @param {string} name */
  const idOf = (name) => images.find(({ RepoTags: tags }) => tags?.includes(name))?.Id;
  const busybox = images.find(({ RepoTags: tags }) => tags?.includes(imageNames.busybox));
  const missing = busybox?.Labels?.[recipeLabel] === recipe ? [] : [imageNames.busybox];
  for (const [kind, name] of Object.entries(await productNames())) {
    const id = idOf(name);
    if (id === undefined) missing.push(name);
    const alias = aliasOf(kind);
    if (alias !== undefined && (id === undefined || idOf(alias) !== id)) missing.push(alias);
  }
  return missing;
}

/**
 * Makes the images that are missing. Rejects with the reason when one cannot be made.
 * @param {(line: string) => void} tell
 */
export async function prepareImages(tell) {
  await ensureInstalled();
  const missing = await missingImages();
  if (missing.length === 0) return;
  if (missing.includes(imageNames.busybox)) await inWorkFolder(importBusybox);
  const names = await productNames();
  if (Object.values(names).some((name) => missing.includes(name))) {
    tell(`images: building ${Object.values(names).join(", ")}`);
    await inWorkFolder(buildByCommand);
  }
  for (const [kind, name] of Object.entries(names)) {
    const alias = aliasOf(kind);
    if (alias !== undefined && missing.includes(alias)) await tagImage(name, alias);
  }
}

/** @param {string} kind */
function aliasOf(kind) {
  return Object.entries(imageNames).find(([name]) => name === kind)?.[1];
}

/**
 * What the product calls its images at present, by their kinds.
 * @returns {Promise<Record<string, string>>}
 */
async function productNames() {
  return JSON.parse(await runCommand(pinnedNode(), [join(import.meta.dirname, "product-images.ts")]));
}

/**
 * The product's own command, straight from the sources, on a data directory of its own.
 * @param {string} folder
 */
async function buildByCommand(folder) {
  const words = [join(repositoryDirectory, "electron/cli/main.ts"), "--data", join(folder, "data"), "images", "build"];
  const result = await tryCommand(pinnedNode(), words, { timeout: buildMilliseconds });
  if (result.code !== 0) throw new Error(`cronium images build: ${result.stderr.trim() || result.stdout.trim()}`);
}

/** @param {(folder: string) => Promise<void>} work */
async function inWorkFolder(work) {
  const folder = mkdtempSync(join(bedDirectory, "image-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function importBusybox(folder) {
  const program = findProgram("busybox");
  if (program === undefined) throw new Error("busybox is missing; install busybox-static");
  const root = join(folder, "root");
  for (const name of ["bin", "etc", "tmp", "home/cronium"]) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(program, join(root, "bin/busybox"));
  chmodSync(join(root, "bin/busybox"), 0o755);
  for (const name of (await runCommand(program, ["--list"])).trim().split("\n")) {
    if (name !== "busybox") symlinkSync("busybox", join(root, "bin", name));
  }
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\ncronium:x:1000:1000::/home/cronium:/bin/sh\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\ncronium:x:1000:\n");
  chmodSync(join(root, "tmp"), 0o1777);
  if (isRoot) chownSync(join(root, "home/cronium"), 1000, 1000);
  else chmodSync(join(root, "home/cronium"), 0o777);
  const archive = join(folder, "root.tar");
  await runCommand("tar", ["--numeric-owner", "-C", root, "-cf", archive, "."]);
  await importArchive(archive, imageNames.busybox, busyboxChanges);
}

/** @param {string} archive @param {string} name @param {readonly string[]} changes Dockerfile lines */
async function importArchive(archive, name, changes) {
  const { repository, tag } = splitName(name);
  const query = new URLSearchParams({ fromSrc: "-", repo: repository, tag });
  for (const change of [...changes, `LABEL ${recipeLabel}=${recipe}`]) query.append("changes", change);
  const told = await askEngine("POST", `/images/create?${query}`, {
    body: createReadStream(archive),
    timeout: 120_000,
  });
  if (told.includes('"error"')) throw new Error(`importing ${name}: ${told.trim()}`);
}

/** @param {string} existing @param {string} name */
async function tagImage(existing, name) {
  const { repository, tag } = splitName(name);
  await askEngine("POST", `/images/${existing}/tag?${new URLSearchParams({ repo: repository, tag })}`);
}

/** @param {string} name */
function splitName(name) {
  const [repository = name, tag = "latest"] = name.split(":");
  return { repository, tag };
}
