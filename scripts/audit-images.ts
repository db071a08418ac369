import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { extract } from "tar-stream";
import { recipeOf } from "../electron/executors/docker/images/recipe.ts";
import { imageKinds, type ImageKind } from "../shared/image.ts";
import { inProject } from "./project.mjs";

/** What is found in one image. */
interface Audit {
  readonly kind: ImageKind;
  readonly packages: readonly string[];
  readonly accounts: readonly string[];
  readonly raising: readonly string[];
  readonly worldWritable: readonly string[];
  readonly capable: readonly string[];
  readonly bytes: number;
  readonly ports: readonly string[];
  readonly user: string;
  readonly source: string;
}

interface Inspection {
  readonly Config: {
    readonly User: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly Labels: Readonly<Record<string, string>>;
  };
}

function docker(...words: readonly string[]): string {
  return execFileSync("docker", words, { encoding: "utf8" }).trim();
}

/** Reads every file of an image, as root sees it, without running anything of it. */
async function audit(kind: ImageKind): Promise<Audit> {
  const { name } = recipeOf(kind);
  const [inspection] = JSON.parse(docker("image", "inspect", name)) as readonly Inspection[];
  const container = docker("create", name, "true");
  const found = { raising: [], worldWritable: [], capable: [] } as Record<
    "raising" | "worldWritable" | "capable",
    string[]
  >;
  const texts = new Map<string, string>();
  let bytes = 0;
  try {
    const exported = spawn("docker", ["export", container], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const entry of exported.stdout.pipe(extract())) {
      const { name: path, mode = 0, size = 0, type, pax } = entry.header;
      bytes += size;
      // Docker's own in every container, and none of the image's.
      const isDevice = path.startsWith("dev/");
      if (type !== "symlink" && (mode & 0o6000) !== 0) found.raising.push(path);
      if (type !== "symlink" && !isDevice && (mode & 0o002) !== 0) found.worldWritable.push(path);
      if (Object.keys(pax ?? {}).includes("SCHILY.xattr.security.capability")) found.capable.push(path);
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      if (/^(usr\/share\/cronium\/packages|etc\/passwd)$/.test(path))
        texts.set(path, Buffer.concat(parts).toString("utf8"));
    }
  } finally {
    docker("rm", container);
  }
  const lines = (path: string): readonly string[] => (texts.get(path) ?? "").split("\n").filter((line) => line !== "");
  return {
    kind,
    packages: lines("usr/share/cronium/packages"),
    accounts: lines("etc/passwd").map((line) => line.split(":").slice(0, 3).join(":")),
    ...found,
    bytes,
    ports: Object.keys(inspection?.Config.ExposedPorts ?? {}),
    user: inspection?.Config.User ?? "",
    source: inspection?.Config.Labels["dev.cronium.image.source"] ?? "",
  };
}

function page(audits: readonly Audit[]): string {
  const list = (items: readonly string[]): string =>
    items.length === 0 ? "none" : items.map((item) => `\`${item}\``).join(" ");
  const row = (title: string, cell: (audit: Audit) => string): string =>
    `| ${title} | ${audits.map(cell).join(" | ")} |`;
  const versions = new Map(
    audits.map(({ kind, packages }) => [kind, new Map(packages.map((line) => nameAndVersion(line)))]),
  );
  const names = [...new Set([...versions.values()].flatMap((each) => [...each.keys()]))].sort();
  return [
    "# What is in the images",
    "",
    "Written by `npm run audit-images` from the images as they were built on one computer; nothing of them was run. Built elsewhere, or later, they hold the packages of that place and time. Debian's packages offer no scanner of images (debsecan reads a package manager's records, which these images do not have); this is the list to compare with a list of advisories ([Debian's](https://security-tracker.debian.org/) knows these names and versions).",
    "",
    "## At a glance",
    "",
    `| | ${audits.map(({ kind }) => kind).join(" | ")} |`,
    `|---|${audits.map(() => "---|").join("")}`,
    row("made from", ({ source }) => source),
    row("files, MB", ({ bytes }) => (bytes / 1_000_000).toFixed(0)),
    row("packages", ({ packages }) => String(packages.length)),
    row("runs as", ({ user }) => `\`${user}\``),
    row("accounts", ({ accounts }) => list(accounts)),
    row("setuid, setgid", ({ raising }) => list(raising)),
    row("file capabilities", ({ capable }) => list(capable)),
    row("world-writable", ({ worldWritable }) => list(worldWritable)),
    row("ports declared", ({ ports }) => list(ports)),
    row("listening", () => "nothing: only what is asked for is started"),
    "",
    "Programs of package managers (apt, dpkg, pip, npm), of accounts (su, passwd, login) and of mounting are removed, and so is Perl, which only they need. `/usr`, `/bin`, `/sbin` and `/lib` are open to root and to the group of the image's account alone, so that any other account cannot start a program in it; root is refused by the entry. (`--entrypoint` with `--user 0` passes both: who may ask Docker for that owns the computer anyway. The program itself always asks for user 1000, without capabilities.)",
    "",
    "## Packages",
    "",
    `| package | ${audits.map(({ kind }) => kind).join(" | ")} |`,
    `|---|${audits.map(() => "---|").join("")}`,
    ...names.map(
      (name) => `| ${name} | ${audits.map(({ kind }) => versions.get(kind)?.get(name) ?? "").join(" | ")} |`,
    ),
    "",
  ].join("\n");
}

/** The version is the last word: "python (of the public image) 3.12.4". */
function nameAndVersion(line: string): readonly [string, string] {
  const end = line.lastIndexOf(" ");
  return [line.slice(0, end), line.slice(end + 1)];
}

const audits: Audit[] = [];
for (const kind of imageKinds) audits.push(await audit(kind));
const text = await format(page(audits), { parser: "markdown", printWidth: 120 });
writeFileSync(inProject("docs/images-audit.md"), text);
const unsafe = audits.flatMap(({ kind, raising, capable }) =>
  [...raising, ...capable].map((path) => `${kind}: /${path}`),
);
if (unsafe.length > 0) {
  console.error(`These files raise rights:\n${unsafe.join("\n")}`);
  process.exitCode = 1;
}
