import { bytesOfBase64, type InputFile } from "../../shared/container.ts";
import type { DocumentPart, FieldChange } from "../../shared/definition.ts";
import { formatDuration } from "../../shared/duration.ts";
import type { RunTarget } from "../../shared/event.ts";
import { httpRequest, type HttpRequest } from "../../shared/http-request.ts";
import { formatSize } from "../../shared/size.ts";

/** A container as the definition file writes it: what differs from the usual, sizes as text. */
export function containerDocument(run: Extract<RunTarget, { readonly on: "container" }>): DocumentPart {
  const { on, image, network, settings } = run;
  const size = (bytes: number | undefined): string | undefined => (bytes === undefined ? undefined : formatSize(bytes));
  return withoutUndefined({
    on,
    image,
    network,
    processors: settings.processors,
    memory: size(settings.memoryBytes),
    swap: size(settings.swapBytes),
    processes: settings.processes,
    openFiles: settings.openFiles,
    workspace: size(settings.workspaceBytes),
    temporary: size(settings.temporaryBytes),
    artifacts: size(settings.artifactBytes),
    seccomp: settings.seccomp,
  });
}

function withoutUndefined(part: DocumentPart): DocumentPart {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}

/** Files as the definition file writes them: text where their bytes are text. */
export function fileDocuments(files: readonly InputFile[]): DocumentPart[] {
  return files.map(({ path, data }) => {
    const bytes = Buffer.from(data, "base64");
    const text = bytes.toString("utf8");
    // Control characters are beyond what YAML keeps as it is written.
    const isPlain = Buffer.from(text).equals(bytes) && !/[^\P{C}\n\t]/u.test(text);
    return isPlain ? { path, text } : { path, base64: data };
  });
}

/** What differs between two lists of files, file by file. */
export function compareFiles(from: readonly unknown[], to: readonly unknown[]): FieldChange[] {
  const byPath = (list: readonly unknown[]): Map<string, DocumentPart> =>
    new Map(list.map((file) => [(file as { readonly path: string }).path, file as DocumentPart]));
  const [before, after] = [byPath(from), byPath(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [left, right] = [before.get(path), after.get(path)];
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    return { path: `files.${path}`, from: sizeWords(left), to: sizeWords(right, left) };
  });
}

function sizeWords(file: DocumentPart | undefined, former?: DocumentPart): string {
  if (file === undefined) return "(none)";
  const bytesOf = ({ text, base64 }: DocumentPart): number =>
    typeof base64 === "string" ? bytesOfBase64(base64) : Buffer.byteLength(typeof text === "string" ? text : "");
  const size = formatSize(bytesOf(file));
  return former !== undefined && bytesOf(former) === bytesOf(file) ? `${size}, other content` : size;
}

/** A request as the definition file writes it, every key given. */
export function requestDocument(request: HttpRequest): DocumentPart {
  const { authentication, limits, mostAnswerBytes, ...same } = request;
  return {
    ...same,
    auth: authentication,
    limits: {
      connect: formatDuration(limits.connectMs),
      tls: formatDuration(limits.tlsMs),
      firstByte: formatDuration(limits.firstByteMs),
      whole: formatDuration(limits.wholeMs),
    },
    mostAnswer: formatSize(mostAnswerBytes),
  };
}

/** Leaves out of a request's document what every request has by default. */
export function briefRequest(document: DocumentPart): DocumentPart {
  const usual = requestDocument(httpRequest.parse({ url: "http://localhost" }));
  return Object.fromEntries(
    Object.entries(document).filter(
      ([key, value]) => ["method", "url"].includes(key) || JSON.stringify(value) !== JSON.stringify(usual[key]),
    ),
  );
}
