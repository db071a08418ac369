import type { z } from "zod";
import { bytesOfBase64, mostFileBytes, type InputFile } from "./container.ts";
import { secretsOfRequest, type HttpRequest } from "./http-request.ts";

interface Kinded {
  readonly type: string;
  readonly script: string;
  readonly request: HttpRequest | null;
  readonly files: readonly InputFile[];
  readonly run: { readonly on: string };
  readonly environment: readonly { readonly key: string }[];
}

/** What an event must have, and must not have, because of what it is. */
export function checkKind(event: Kinded, context: z.RefinementCtx<Kinded>): void {
  const complain = (path: readonly (string | number)[], message: string): void => {
    context.addIssue({ code: "custom", path: [...path], message, input: event });
  };
  if (event.type !== "HTTP_REQUEST") {
    if (event.script === "") complain(["script"], "the script is empty");
    if (event.request !== null) complain(["request"], `an event of type ${event.type} has a script and no request`);
    return;
  }
  const { request } = event;
  if (request === null) complain(["request"], "say what is to be requested");
  if (event.script !== "") complain(["script"], "an HTTP request has no script");
  if (event.files.length > 0) complain(["files"], "an HTTP request has no files");
  if (event.run.on !== "this-computer") complain(["run", "on"], "an HTTP request is made by this computer");
  if (request === null) return;
  const keys = new Set(event.environment.map(({ key }) => key));
  for (const { key, path } of secretsOfRequest(request)) {
    if (!keys.has(key)) complain(["request", ...path], `the event's environment has no variable ${key}`);
  }
}

/** The files of an event stand each in a place of its own, and together are small. */
export function checkFiles(files: readonly InputFile[], context: z.RefinementCtx<InputFile[]>): void {
  const complain = (path: readonly (string | number)[], message: string): void => {
    context.addIssue({ code: "custom", path: [...path], message, input: files });
  };
  const taken = new Set<string>();
  for (const [index, { path }] of files.entries()) {
    if (taken.has(path)) complain([index, "path"], "another file has this path");
    taken.add(path);
    const folder = files.find((other) => path.startsWith(`${other.path}/`));
    if (folder !== undefined) complain([index, "path"], `${folder.path} is a file and no folder`);
  }
  const bytes = files.reduce((sum, { data }) => sum + bytesOfBase64(data), 0);
  if (bytes > mostFileBytes) complain([], "the files of an event have at most 10 MB together");
}
