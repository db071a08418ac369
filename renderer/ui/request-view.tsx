import type { HttpRequest } from "../../shared/http-request.ts";
import { bytesText } from "../../shared/bytes-text.ts";
import { elapsedText } from "../time/format-duration.ts";
import { CodeBlock, CodeText } from "./code-text.tsx";
import { KeyValueList, type KeyValue } from "./key-values.tsx";

const followWords = { none: "not followed", same_host: "followed within the same host", any: "followed anywhere" };

/** A request as it was saved: templates unfilled, secrets by the variable that holds them. */
export function RequestView({ request }: { readonly request: HttpRequest }) {
  const { body } = request;
  return (
    <>
      <KeyValueList items={requestItems(request)} />
      {"text" in body && <CodeBlock text={body.text} copy="the body" />}
      {body.kind === "form" && (
        <KeyValueList
          items={body.fields.map(({ name, value }) => ({ label: name, value: <CodeText text={value} /> }))}
        />
      )}
    </>
  );
}

function requestItems(request: HttpRequest): readonly KeyValue[] {
  const { authentication, success, redirects, limits, tls, proxy, allow, body } = request;
  const fields = (what: string, list: HttpRequest["query"]): KeyValue[] =>
    list.map(({ name, value }) => ({ label: what, value: <CodeText text={`${name}: ${value}`} /> }));
  return [
    { label: "Request", value: <CodeText text={`${request.method} ${request.url}`} copy="the address" /> },
    ...fields("Query", request.query),
    ...fields("Header", request.headers),
    { label: "Authentication", value: loginWords(authentication) },
    { label: "Success", value: `status ${success.statuses.join(", ")}` },
    ...success.body.map((rule): KeyValue => ({ label: "Body must", value: <CodeText text={ruleWords(rule)} /> })),
    {
      label: "Redirects",
      value:
        redirects.follow === "none"
          ? "not followed"
          : `${followWords[redirects.follow]}, ${String(redirects.most)} at most`,
    },
    ...(allow.length === 0 ? [] : [{ label: "Private addresses", value: allow.join(", ") }]),
    {
      label: "Within",
      value: `${elapsedText(limits.wholeMs)}; to connect ${elapsedText(limits.connectMs)}, to answer ${elapsedText(limits.firstByteMs)}`,
    },
    { label: "Largest answer", value: bytesText(request.mostAnswerBytes) },
    ...(tls.verify ? [] : [{ label: "Certificate", value: "not checked" }]),
    ...(proxy.use === "none"
      ? []
      : [{ label: "Proxy", value: proxy.use === "named" ? proxy.url : "as the environment says" }]),
    { label: "Body", value: body.kind === "none" ? "none" : body.kind === "json" ? "JSON" : body.kind },
  ];
}

function loginWords(authentication: HttpRequest["authentication"]): string {
  switch (authentication.kind) {
    case "none":
      return "none";
    case "basic":
      return `${authentication.username}, with the password in ${authentication.secret}`;
    case "bearer":
      return `the token in ${authentication.secret}`;
    case "header":
      return `${authentication.name}, from ${authentication.secret}`;
  }
}

function ruleWords(rule: HttpRequest["success"]["body"][number]): string {
  switch (rule.rule) {
    case "contains":
      return `contain ${rule.text}`;
    case "matches":
      return `match ${rule.pattern}`;
    case "exists":
      return `have ${rule.path}`;
    case "equals":
      return `have ${JSON.stringify(rule.value)} at ${rule.path}`;
  }
}
