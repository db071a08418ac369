import { HttpFailure } from "./http-failure.ts";

/** The codes of the system and of TLS in words; each follows the name of the host. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection: nothing listens there",
  ECONNRESET: "cut the connection before it had answered",
  EPIPE: "cut the connection before it had answered",
  UND_ERR_SOCKET: "cut the connection before it had answered",
  ENOTFOUND: "is not known: there is no computer of that name",
  EAI_AGAIN: "could not be looked up: the name service does not answer",
  EHOSTUNREACH: "cannot be reached from this computer",
  ENETUNREACH: "cannot be reached: this computer has no way to that network",
  ETIMEDOUT: "could not be connected to in time",
  CERT_HAS_EXPIRED: "has a certificate that has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that it signed itself, which is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate from an issuer that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate from an issuer that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "has a certificate from an issuer that is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another name",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "speaks no version of TLS that the event accepts",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "speaks no version of TLS that the event accepts",
  ERR_SSL_WRONG_VERSION_NUMBER: "does not answer in TLS",
  EPROTO: "does not answer in TLS",
  UND_ERR_HEADERS_OVERFLOW: "answers with more headers than are taken",
};

/**
 * Says why no answer came. The error's own text is left out: it may hold more of the address than its host.
 * @param host with its port
 */
export function connectionFailure(error: unknown, host: string): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const found = firstCode(error);
  const code = found ?? "";
  const isOther = code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError");
  const known = words[code] ?? (isOther ? "does not answer in HTTP" : undefined);
  const said = `${known ?? "could not be asked"}${code === "" ? "" : ` (${code})`}`;
  return new HttpFailure("no_answer", `${host} ${said}`, { cause: error });
}

function firstCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string" && code !== "UND_ERR_SOCKET") return code;
  return (
    errors?.map(firstCode).find((one) => one !== undefined) ??
    firstCode(cause) ??
    (typeof code === "string" ? code : undefined)
  );
}
