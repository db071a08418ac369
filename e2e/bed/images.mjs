/** The base images jobs run in, made from the machine's own package source and imported into the engine. */
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { askEngine } from "./docker.mjs";
import { bedDirectory, imageNames, isRoot } from "./layout.mjs";
import { findProgram, runCommand, tryCommand } from "./run.mjs";

/** Makes the archive the same whenever the packages are the same: every file time is cut to this (s since 1970). */
const sourceDateEpoch = "1700000000";

const jobPackages = [
  ...["base-files", "base-passwd", "bash", "dash", "coreutils", "findutils", "grep", "sed", "mawk", "diffutils"],
  ...["libc-bin", "hostname", "util-linux", "procps", "tar", "gzip", "tzdata", "curl", "jq", "tini"],
  ...["ca-certificates", "python3", "nodejs"],
];

const hookFile = join(import.meta.dirname, "base-image.sh");

/** Settings of the images, as Dockerfile lines. */
const jobChanges = ["ENV LANG=C.UTF-8", "USER 1000:1000", "WORKDIR /home/cronium", 'CMD ["bash"]'];
const busyboxChanges = ["ENV PATH=/bin", "USER 1000:1000", "WORKDIR /home/cronium", 'CMD ["sh"]'];

/** Names the recipe an image was made by, so that one made by an older recipe is made anew. */
const recipeLabel = "cronium.bed.recipe";
const recipe = createHash("sha256")
  .update(JSON.stringify([jobPackages, jobChanges, busyboxChanges, readFileSync(hookFile, "utf8")]))
  .digest("hex")
  .slice(0, 16);

/** @typedef {keyof typeof imageNames} ImageKind */

/** The kinds of image the engine does not have, or has by an older recipe. @returns {Promise<ImageKind[]>} */
export async function missingImages() {
  /** @type {ReadonlyArray<{ RepoTags: string[] | null, Labels: Record<string, string> | null }>} */
  const images = JSON.parse(await askEngine("GET", "/images/json"));
  const current = images.filter((image) => image.Labels?.[recipeLabel] === recipe);
  const tags = new Set(current.flatMap((image) => image.RepoTags ?? []));
  const kinds = /** @type {ImageKind[]} */ (Object.keys(imageNames));
  return kinds.filter((kind) => !tags.has(imageNames[kind]));
}

/**
 * Makes the images that are missing. Rejects with the reason when one cannot be made.
 * @param {(line: string) => void} tell
 */
export async function prepareImages(tell) {
  const missing = await missingImages();
  if (missing.includes("busybox")) await inWorkFolder(importBusybox);
  const jobKinds = missing.filter((kind) => kind !== "busybox");
  if (jobKinds.length === 0) return;
  tell(`images: building ${jobKinds.map((kind) => imageNames[kind]).join(", ")}`);
  await inWorkFolder((folder) => importJobImages(folder, jobKinds));
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

/**
 * bash, python and node are names of one image: their packages share most of their files, and it is built once.
 * @param {string} folder
 * @param {readonly ImageKind[]} kinds
 */
async function importJobImages(folder, kinds) {
  if (findProgram("mmdebstrap") === undefined) throw new Error("mmdebstrap is missing; install it to build the images");
  const archive = join(folder, "root.tar");
  // The machine's own sources first, as they are known to work; a foreign one among them may not fit.
  const own = await bootstrap(archive, packageSources());
  const result = own.code === 0 ? own : await bootstrap(archive, []);
  if (result.code !== 0) throw new Error(`mmdebstrap: ${own.stderr.trim().split("\n").slice(-3).join(" | ")}`);
  const [first, ...others] = kinds.map((kind) => imageNames[kind]);
  if (first === undefined) return;
  await importArchive(archive, first, jobChanges);
  for (const name of others) await tagImage(first, name);
}

/** @param {string} archive @param {readonly string[]} sources */
function bootstrap(archive, sources) {
  const words = ["--variant=extract", `--include=${jobPackages.join(",")}`, `--extract-hook=sh '${hookFile}' "$1"`];
  return tryCommand("mmdebstrap", [...words, debianRelease(), archive, ...sources], {
    timeout: 10 * 60_000,
    environment: { SOURCE_DATE_EPOCH: sourceDateEpoch },
  });
}

/** The code name of the machine's Debian release. */
function debianRelease() {
  const name = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  return name ?? "stable";
}

/** Files in which the machine's package sources are written down. */
function packageSources() {
  const folder = "/etc/apt/sources.list.d";
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)) : [];
  return ["/etc/apt/sources.list", ...names.map((name) => join(folder, name))].filter(existsSync);
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
