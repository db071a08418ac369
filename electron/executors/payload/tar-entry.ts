/** One thing in an archive. Paths are relative, with `/`. */
export type ArchiveEntry =
  | { readonly kind: "file"; readonly path: string; readonly bytes: Uint8Array; readonly isProgram?: boolean }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly to: string };

const blockBytes = 512;

/** The first second of the year 2000 in UTC: old enough for every clock, and not so old that tar warns of it. */
const fixedSeconds = 946_684_800;

/** How the header of POSIX.1-1988 (ustar) tells the kinds apart; `L` is GNU's entry for the long name of the next. */
const typeFlags = { file: "0", link: "2", folder: "5", longName: "L" } as const;

/** The most bytes of a path in a header, and of what may stand before its last parts. */
const longestName = 100;
const longestPrefix = 155;

/**
 * Archive bytes of one entry: the format of POSIX.1-1988 (ustar), which every tar reads, with GNU's entry for names
 * that do not fit it. Owner, group and time are fixed, so that equal content gives equal bytes on every computer.
 */
export function tarEntry(entry: ArchiveEntry): readonly Uint8Array[] {
  const path = entry.kind === "folder" ? `${entry.path}/` : entry.path;
  const parts = splitPath(path);
  if (parts === undefined) {
    const name = Buffer.from(`${path}\0`);
    const long = header({ name: "././@LongLink", prefix: "" }, typeFlags.longName, 0o644, name.length, "");
    return [long, ...padded(name), ...contentOf(entry, { name: path.slice(0, longestName), prefix: "" })];
  }
  return contentOf(entry, parts);
}

/** What ends an archive. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * blockBytes);
}

interface PathParts {
  readonly name: string;
  readonly prefix: string;
}

function contentOf(entry: ArchiveEntry, parts: PathParts): readonly Uint8Array[] {
  switch (entry.kind) {
    case "folder":
      return [header(parts, typeFlags.folder, 0o755, 0, "")];
    case "link":
      return [header(parts, typeFlags.link, 0o777, 0, entry.to)];
    case "file": {
      const mode = entry.isProgram === true ? 0o755 : 0o644;
      return [header(parts, typeFlags.file, mode, entry.bytes.length, ""), ...padded(entry.bytes)];
    }
  }
}

/** Fills up to a whole number of blocks. */
function padded(bytes: Uint8Array): readonly Uint8Array[] {
  const rest = bytes.length % blockBytes;
  return rest === 0 ? [bytes] : [bytes, Buffer.alloc(blockBytes - rest)];
}

/** @returns undefined when the path does not fit into a header */
function splitPath(path: string): PathParts | undefined {
  if (Buffer.byteLength(path) <= longestName) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) > longestPrefix) return undefined;
    if (name !== "" && Buffer.byteLength(name) <= longestName) return { name, prefix };
  }
  return undefined;
}

function header({ name, prefix }: PathParts, typeFlag: string, mode: number, size: number, link: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  block.write(name, 0, longestName, "utf8");
  block.write(octal(mode, 7), 100, "latin1");
  block.write(octal(0, 7), 108, "latin1");
  block.write(octal(0, 7), 116, "latin1");
  block.write(octal(size, 11), 124, "latin1");
  block.write(octal(fixedSeconds, 11), 136, "latin1");
  // The checksum counts itself as blanks.
  block.write(" ".repeat(8), 148, "latin1");
  block.write(typeFlag, 156, "latin1");
  block.write(link, 157, longestName, "utf8");
  block.write("ustar\x0000", 257, "latin1");
  block.write(prefix, 345, longestPrefix, "utf8");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
