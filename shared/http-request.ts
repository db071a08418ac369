import { z } from "zod";
import { successRules } from "./http-success.ts";
import { lineText, wellFormedText } from "./plain-text.ts";

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** Asked twice, they do what they do once: RFC 9110 section 9.2.2. */
export const repeatableMethods: readonly HttpMethod[] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"];

/** The most a template may be, characters. */
const longestTemplate = 1_000_000;

const template = wellFormedText.max(longestTemplate, "it has at most 1,000,000 characters");
const lineTemplate = lineText.max(8_000, "it has at most 8,000 characters");

/** The characters of RFC 9110 section 5.6.2. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, "this is no name of a header");

/** Set by the program, by what the request says elsewhere. */
const ownHeaders = ["host", "content-length", "connection", "transfer-encoding", "upgrade", "expect", "te", "trailer"];
const freeHeaderName = headerName.refine(
  (name) => !ownHeaders.includes(name.toLowerCase()),
  "this header is set by the program",
);

/** The name of one of the event's variables, in which a secret is. */
const variableName = z
  .string()
  .trim()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "name a variable of the event's environment");

const field = z.strictObject({ name: lineTemplate.min(1, "it has no name"), value: template.default("") });

const body = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("text"),
    contentType: lineText.trim().min(1).max(200).default("text/plain; charset=utf-8"),
    text: template,
  }),
  /** JSON with templates in it. */
  z.strictObject({ kind: z.literal("json"), text: template }),
  z.strictObject({ kind: z.literal("form"), fields: z.array(field).max(200) }),
]);
export type HttpBody = z.output<typeof body>;

const authentication = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  /** Each `secret` names a variable of the event's environment. */
  z.strictObject({ kind: z.literal("basic"), username: lineTemplate.min(1, "name the user"), secret: variableName }),
  z.strictObject({ kind: z.literal("bearer"), secret: variableName }),
  z.strictObject({ kind: z.literal("header"), name: freeHeaderName, secret: variableName }),
]);

const limitMs = (usual: number) =>
  z.int().min(100, "a limit is at least 100ms").max(3_600_000, "a limit is at most 1h").default(usual);

/** Milliseconds that each part of a request may take. */
const limits = z.strictObject({
  connectMs: limitMs(10_000),
  tlsMs: limitMs(10_000),
  /** From the request's end to the answer's first byte. */
  firstByteMs: limitMs(30_000),
  /** All of it, redirects and the answer's body included. */
  wholeMs: limitMs(120_000),
});

/** An address, a range of addresses, or the name of a computer, that may lead to a private address. */
const allowedAddress = z
  .string()
  .trim()
  .max(253)
  .refine(
    (text) =>
      [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((kind) => kind.safeParse(text).success) ||
      /^(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text),
    "write an address such as 10.0.0.7, a range such as 10.0.0.0/8, or a name such as wiki.internal",
  );

const certificateText = z
  .string()
  .max(200_000)
  .regex(/^\s*-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/, "a certificate in PEM begins with -----BEGIN CERTIFICATE-----");

const tls = z.strictObject({
  /** Off, the other side's certificate is not looked at: anybody may answer. */
  verify: z.boolean().default(true),
  /** Certificates in PEM that are trusted in place of the computer's own. */
  authority: certificateText.nullable().default(null),
  /** A certificate in PEM that is shown, with the variable that holds its private key. */
  client: z.strictObject({ certificate: certificateText, secret: variableName }).nullable().default(null),
  minimumVersion: z.enum(["TLSv1.2", "TLSv1.3"]).default("TLSv1.2"),
  /** The name that is asked for and checked, where it is not the address's own. */
  serverName: lineText.trim().min(1).max(253).nullable().default(null),
});

const proxyAddress = lineText
  .trim()
  .max(2_000)
  .regex(/^https?:\/\/[^\s/?#@]+\/?$/i, "write http:// or https://, a name and a port; no user name");

const proxy = z.discriminatedUnion("use", [
  z.strictObject({ use: z.literal("none") }),
  /** As HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the program say. */
  z.strictObject({ use: z.literal("environment") }),
  z.strictObject({ use: z.literal("named"), url: proxyAddress }),
]);

/** What an HTTP_REQUEST event asks. Addresses, headers and bodies are templates. */
export const httpRequest = z.strictObject({
  method: z.enum(httpMethods).default("GET"),
  url: lineText
    .trim()
    .min(1, "the request has no address")
    .max(8_000, "an address has at most 8,000 characters")
    .regex(/^(?:https?:\/\/|\{\{)/i, "an address begins with http:// or https://")
    .refine((text) => !/^https?:\/\/[^/?#{]*@/i.test(text), "give name and password under authentication"),
  headers: z
    .array(z.strictObject({ name: freeHeaderName, value: lineTemplate }))
    .max(100)
    .default([]),
  query: z.array(field).max(200).default([]),
  body: body.default({ kind: "none" }),
  authentication: authentication.default({ kind: "none" }),
  limits: limits.prefault({}),
  redirects: z
    .strictObject({
      follow: z.enum(["none", "same_host", "any"]).default("same_host"),
      most: z.int().min(0).max(20).default(5),
    })
    .prefault({}),
  /** Which private, local and loopback addresses it may reach beside those that its address names. */
  allow: z.array(allowedAddress).max(100).default([]),
  tls: tls.prefault({}),
  proxy: proxy.default({ use: "none" }),
  /** Whether the answer may come compressed. */
  compression: z.boolean().default(true),
  /** The largest answer that is taken, bytes once unpacked. */
  mostAnswerBytes: z
    .int()
    .min(1_000)
    .max(10 ** 9, "an answer has at most 1GB")
    .default(10_000_000),
  success: successRules.prefault({}),
  /** Sends a header Idempotency-Key, the same for every attempt of a job. */
  idempotencyKey: z.boolean().default(false),
});
export type HttpRequestInput = z.input<typeof httpRequest>;
export type HttpRequest = z.output<typeof httpRequest>;

/** The variables of the environment that hold its secrets, with where they are named. */
export function secretsOfRequest(
  request: HttpRequest,
): readonly { readonly key: string; readonly path: readonly string[] }[] {
  const { authentication: shown, tls: secured } = request;
  return [
    ...(shown.kind === "none" ? [] : [{ key: shown.secret, path: ["authentication", "secret"] }]),
    ...(secured.client === null ? [] : [{ key: secured.client.secret, path: ["tls", "client", "secret"] }]),
  ];
}
