import { z } from "zod";
import { containerSettings } from "../../shared/container.ts";
import { durationText } from "../../shared/duration.ts";
import { httpRequest } from "../../shared/http-request.ts";
import { sizeText } from "../../shared/size.ts";
import { containerNetworks } from "../../shared/words.ts";

/** The parts of a definition file that say what a container may use, what lies beside a script, what is requested. */

const { processors, processes, openFiles, seccomp } = containerSettings.shape;

export const fileContainer = z.strictObject({
  on: z.literal("container"),
  image: z.string().optional(),
  network: z.enum(containerNetworks).optional(),
  processors,
  memory: sizeText.optional(),
  swap: sizeText.optional(),
  processes,
  openFiles,
  workspace: sizeText.optional(),
  temporary: sizeText.optional(),
  artifacts: sizeText.optional(),
  seccomp,
});
export type FileContainer = z.output<typeof fileContainer>;

/** A file beside a script: its text, its bytes, or where to read it. */
export const fileInputFile = z
  .strictObject({
    path: z.string(),
    text: z.string().optional(),
    base64: z.string().optional(),
    fromFile: z.string().min(1).optional(),
  })
  .refine(
    ({ text, base64, fromFile }) => [text, base64, fromFile].filter((given) => given !== undefined).length === 1,
    "give exactly one of text, base64 and fromFile",
  );
export type FileInputFile = z.output<typeof fileInputFile>;

const { headers, query, authentication } = httpRequest.shape;

/** `{ Accept: text/plain }` in place of `[{ name: Accept, value: text/plain }]`. */
function orMap<Schema extends z.ZodType>(list: Schema) {
  const map = z.record(z.string(), z.string());
  return z.union([list, map.transform((given) => Object.entries(given).map(([name, value]) => ({ name, value })))]);
}

export const fileRequest = httpRequest
  .omit({ headers: true, query: true, authentication: true, limits: true, mostAnswerBytes: true })
  .extend({
    headers: orMap(headers.unwrap()).optional(),
    query: orMap(query.unwrap()).optional(),
    auth: authentication.unwrap().optional(),
    limits: z
      .strictObject({
        connect: durationText.optional(),
        tls: durationText.optional(),
        firstByte: durationText.optional(),
        whole: durationText.optional(),
      })
      .optional(),
    mostAnswer: sizeText.optional(),
  });
export type FileRequest = z.output<typeof fileRequest>;
