import { CroniumError } from "../../shared/errors.ts";
import type { HttpRequest } from "../../shared/http-request.ts";
import { templatesOf } from "../executors/http/named-variables.ts";
import { compileJsonTemplate, compileTemplate } from "../templates/compile-template.ts";
import { TemplateProblem } from "../templates/template-problem.ts";

/** @throws CroniumError `invalid_input` for a template that could never be filled in, with its field */
export function checkRequest(request: HttpRequest | null): void {
  for (const { path, text, isJson } of request === null ? [] : templatesOf(request)) {
    try {
      if (isJson) compileJsonTemplate(text);
      else compileTemplate(text);
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      throw new CroniumError("invalid_input", `The template cannot be filled in: ${error.message}`, {
        remedy: "Values stand in two braces, such as {{cronium.input.name}}.",
        field: `request.${path}`,
        cause: error,
      });
    }
  }
}
