import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { InputFile } from "../../shared/container.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { EventInput } from "../../shared/event.ts";
import type { HttpRequestInput } from "../../shared/http-request.ts";
import { reasonOf } from "./fetch-secrets.ts";
import type { FileContainer, FileInputFile, FileRequest } from "./request-file-schema.ts";

/** The keys of `entries` that say something. */
function given<Value extends object>(entries: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as never;
}

export function toContainer(file: FileContainer): EventInput["run"] {
  const { on, image, network, memory, swap, workspace, temporary, artifacts, ...plain } = file;
  const settings = given({
    ...plain,
    memoryBytes: memory,
    swapBytes: swap,
    workspaceBytes: workspace,
    temporaryBytes: temporary,
    artifactBytes: artifacts,
  });
  return { on, ...given({ image, network }), settings };
}

/** @param folder that of the definition file @param place says where the list stands, for errors */
export function toInputFiles(
  files: readonly FileInputFile[],
  folder: string,
  place: (index: number) => string,
): InputFile[] {
  return files.map(({ path, text, base64, fromFile }, index) => {
    if (base64 !== undefined) return { path, data: base64 };
    if (text !== undefined) return { path, data: Buffer.from(text).toString("base64") };
    const source = resolve(folder, fromFile ?? "");
    try {
      return { path, data: readFileSync(source).toString("base64") };
    } catch (error) {
      throw new CroniumError("not_found", `${place(index)}: the file ${source} cannot be read: ${reasonOf(error)}`, {
        remedy: "Put it there or correct the path; it is taken relative to the file that names it.",
        cause: error,
      });
    }
  });
}

export function toRequest({ auth, limits, mostAnswer, headers, query, ...same }: FileRequest): HttpRequestInput {
  const { connect, tls, firstByte, whole } = limits ?? {};
  return {
    ...same,
    ...given({ headers, query, authentication: auth, mostAnswerBytes: mostAnswer }),
    limits: given({ connectMs: connect, tlsMs: tls, firstByteMs: firstByte, wholeMs: whole }),
  };
}
