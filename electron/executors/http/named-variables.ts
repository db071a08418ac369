import type { HttpRequest } from "../../../shared/http-request.ts";
import { compileJsonTemplate, compileTemplate } from "../../templates/compile-template.ts";

/** A template of a request, by its path in the event. */
export interface RequestTemplate {
  readonly path: string;
  readonly text: string;
  readonly isJson: boolean;
}

export function templatesOf({ url, headers, query, body, authentication }: HttpRequest): readonly RequestTemplate[] {
  const plain = (path: string, text: string): RequestTemplate => ({ path, text, isJson: false });
  const fields = (path: string, list: readonly { readonly name: string; readonly value: string }[]) =>
    list.flatMap(({ name, value }, index) => [
      plain(`${path}.${String(index)}.name`, name),
      plain(`${path}.${String(index)}.value`, value),
    ]);
  return [
    plain("url", url),
    ...fields("headers", headers),
    ...fields("query", query),
    ...(body.kind === "form" ? fields("body.fields", body.fields) : []),
    ...(body.kind === "text" || body.kind === "json"
      ? [{ path: "body.text", text: body.text, isJson: body.kind === "json" }]
      : []),
    ...(authentication.kind === "basic" ? [plain("authentication.username", authentication.username)] : []),
  ];
}

/** The program's variables that a request's templates speak of. @throws TemplateProblem */
export function namedVariables(request: HttpRequest): readonly string[] {
  const keys = templatesOf(request).flatMap(({ text, isJson }) => [
    ...(isJson ? compileJsonTemplate(text) : compileTemplate(text)).variables,
  ]);
  return [...new Set(keys)];
}
