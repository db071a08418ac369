import { httpRequest, type HttpMethod, type HttpRequest, type HttpRequestInput } from "../../../shared/http-request.ts";
import type { BodyRule } from "../../../shared/http-success.ts";
import { draftDuration, type DurationDraft } from "../../ui/duration-draft.ts";

const bytesPerMegabyte = 1_000_000;

/** A name with its value, as it is edited. */
export interface FieldRow {
  /** Tells rows apart while they are typed. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

/** A rule for the body: `text` is what it must contain or match, `path` and `value` are of rules about JSON. */
export interface RuleRow {
  readonly id: number;
  readonly rule: BodyRule["rule"];
  readonly text: string;
  readonly path: string;
  readonly value: string;
}

/** A request as it stands in the form: what one may switch between is kept side by side. */
export interface RequestDraft {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: readonly FieldRow[];
  readonly query: readonly FieldRow[];
  readonly bodyKind: HttpRequest["body"]["kind"];
  readonly bodyText: string;
  readonly contentType: string;
  readonly form: readonly FieldRow[];
  readonly authentication: HttpRequest["authentication"]["kind"];
  readonly username: string;
  readonly headerName: string;
  readonly secret: string;
  readonly connect: DurationDraft;
  readonly tlsWithin: DurationDraft;
  readonly firstByte: DurationDraft;
  readonly whole: DurationDraft;
  readonly follow: HttpRequest["redirects"]["follow"];
  readonly mostRedirects: number | string;
  readonly allow: readonly string[];
  readonly verify: boolean;
  readonly authority: string;
  readonly certificate: string;
  readonly certificateSecret: string;
  readonly minimumVersion: HttpRequest["tls"]["minimumVersion"];
  readonly serverName: string;
  readonly proxy: HttpRequest["proxy"]["use"];
  readonly proxyUrl: string;
  readonly compression: boolean;
  /** Megabytes. */
  readonly mostAnswer: number | string;
  readonly statuses: readonly string[];
  readonly rules: readonly RuleRow[];
  readonly idempotencyKey: boolean;
}

export function newRequestDraft(): RequestDraft {
  return { ...draftRequest(httpRequest.parse({ url: "https://" })), url: "" };
}

export function draftRequest(request: HttpRequest): RequestDraft {
  const { body, authentication, limits, tls, proxy } = request;
  const rows = (fields: readonly { readonly name: string; readonly value: string }[]) =>
    fields.map(({ name, value }, id): FieldRow => ({ id, name, value }));
  return {
    method: request.method,
    url: request.url,
    headers: rows(request.headers),
    query: rows(request.query),
    bodyKind: body.kind,
    bodyText: "text" in body ? body.text : "",
    contentType: "contentType" in body ? body.contentType : "text/plain; charset=utf-8",
    form: body.kind === "form" ? rows(body.fields) : [],
    authentication: authentication.kind,
    username: "username" in authentication ? authentication.username : "",
    headerName: "name" in authentication ? authentication.name : "",
    secret: "secret" in authentication ? authentication.secret : "",
    connect: draftDuration(limits.connectMs),
    tlsWithin: draftDuration(limits.tlsMs),
    firstByte: draftDuration(limits.firstByteMs),
    whole: draftDuration(limits.wholeMs),
    follow: request.redirects.follow,
    mostRedirects: request.redirects.most,
    allow: request.allow,
    verify: tls.verify,
    authority: tls.authority ?? "",
    certificate: tls.client?.certificate ?? "",
    certificateSecret: tls.client?.secret ?? "",
    minimumVersion: tls.minimumVersion,
    serverName: tls.serverName ?? "",
    proxy: proxy.use,
    proxyUrl: proxy.use === "named" ? proxy.url : "",
    compression: request.compression,
    mostAnswer: request.mostAnswerBytes / bytesPerMegabyte,
    statuses: request.success.statuses,
    rules: request.success.body.map((rule, id) => draftRule(rule, id)),
    idempotencyKey: request.idempotencyKey,
  };
}

function draftRule(rule: BodyRule, id: number): RuleRow {
  const blank = { id, rule: rule.rule, text: "", path: "$", value: "" };
  switch (rule.rule) {
    case "contains":
      return { ...blank, text: rule.text };
    case "matches":
      return { ...blank, text: rule.pattern };
    case "exists":
      return { ...blank, path: rule.path };
    case "equals":
      return { ...blank, path: rule.path, value: JSON.stringify(rule.value) };
  }
}

/** What reads numbers of a form, and takes what is wrong with them. */
export interface DraftReader {
  duration(path: string, draft: DurationDraft): number;
  number(path: string, draft: number | string): number;
}

/** The request as the core takes it. */
export function readRequest(draft: RequestDraft, reader: DraftReader): HttpRequestInput {
  const named = (rows: readonly FieldRow[]) => rows.map(({ name, value }) => ({ name: name.trim(), value }));
  const filled = (text: string): string | null => (text.trim() === "" ? null : text);
  return {
    method: draft.method,
    url: draft.url,
    headers: named(draft.headers),
    query: named(draft.query),
    body: readBody(draft),
    authentication: readAuthentication(draft),
    limits: {
      connectMs: reader.duration("request.limits.connectMs", draft.connect),
      tlsMs: reader.duration("request.limits.tlsMs", draft.tlsWithin),
      firstByteMs: reader.duration("request.limits.firstByteMs", draft.firstByte),
      wholeMs: reader.duration("request.limits.wholeMs", draft.whole),
    },
    redirects: { follow: draft.follow, most: reader.number("request.redirects.most", draft.mostRedirects) },
    allow: [...draft.allow],
    tls: {
      verify: draft.verify,
      authority: filled(draft.authority),
      client:
        filled(draft.certificate) === null ? null : { certificate: draft.certificate, secret: draft.certificateSecret },
      minimumVersion: draft.minimumVersion,
      serverName: filled(draft.serverName),
    },
    proxy: draft.proxy === "named" ? { use: "named", url: draft.proxyUrl } : { use: draft.proxy },
    compression: draft.compression,
    mostAnswerBytes: Math.round(reader.number("request.mostAnswerBytes", draft.mostAnswer) * bytesPerMegabyte),
    success: { statuses: [...draft.statuses], body: draft.rules.map(readRule) },
    idempotencyKey: draft.idempotencyKey,
  };
}

function readBody(draft: RequestDraft): HttpRequestInput["body"] {
  switch (draft.bodyKind) {
    case "none":
      return { kind: "none" };
    case "text":
      return { kind: "text", contentType: draft.contentType, text: draft.bodyText };
    case "json":
      return { kind: "json", text: draft.bodyText };
    case "form":
      return { kind: "form", fields: draft.form.map(({ name, value }) => ({ name: name.trim(), value })) };
  }
}

function readAuthentication({
  authentication,
  username,
  headerName,
  secret,
}: RequestDraft): HttpRequestInput["authentication"] {
  switch (authentication) {
    case "none":
      return { kind: "none" };
    case "basic":
      return { kind: "basic", username, secret };
    case "bearer":
      return { kind: "bearer", secret };
    case "header":
      return { kind: "header", name: headerName.trim(), secret };
  }
}

/** A value that is no JSON is meant as text. */
function readRule({ rule, text, path, value }: RuleRow): BodyRule {
  switch (rule) {
    case "contains":
      return { rule, text };
    case "matches":
      return { rule, pattern: text };
    case "exists":
      return { rule, path };
    case "equals":
      try {
        return { rule, path, value: JSON.parse(value) as never };
      } catch {
        return { rule, path, value };
      }
  }
}
