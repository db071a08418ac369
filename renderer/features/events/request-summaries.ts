import { counted } from "../../ui/plural.ts";
import type { RequestDraft } from "./request-draft.ts";

export const followWords: Readonly<Record<RequestDraft["follow"], string>> = {
  none: "Follow none",
  same_host: "Follow within the same host",
  any: "Follow anywhere",
};

export const bodyWords: Readonly<Record<RequestDraft["bodyKind"], string>> = {
  none: "None",
  json: "JSON",
  text: "Text",
  form: "Form",
};

export const loginWords: Readonly<Record<RequestDraft["authentication"], string>> = {
  none: "None",
  basic: "User and password",
  bearer: "Bearer token",
  header: "A header",
};

/** What the folded parts of the form say, on one line each. */
export function requestSummaries(
  request: RequestDraft,
): Readonly<Record<"headers" | "body" | "login" | "success" | "redirects" | "limits", string>> {
  const { headers, query, statuses, rules, authentication, secret, whole } = request;
  const login = loginWords[authentication].toLowerCase();
  return {
    headers: `${counted(headers.length, "header")}, ${counted(query.length, "query field")}`,
    body: bodyWords[request.bodyKind].toLowerCase().replace("json", "JSON"),
    login: authentication === "none" || secret === "" ? login : `${login}, from ${secret}`,
    success: `status ${statuses.join(", ")}${rules.length === 0 ? "" : `, ${counted(rules.length, "rule")} for the body`}`,
    redirects: followWords[request.follow].toLowerCase(),
    limits: `${String(whole.amount)} ${whole.unit} in all, ${String(request.mostAnswer)} MB at most${request.verify ? "" : ", certificate not checked"}`,
  };
}
