/** No answer came. The message is for people and holds nothing secret. */
export class CallFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "CallFailure";
  }
}

/** The system's codes in words; each follows the name of the host. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection: nothing listens there",
  ECONNRESET: "cut the connection before it answered",
  EPIPE: "cut the connection before it answered",
  ENOTFOUND: "is not known: there is no computer of that name",
  EAI_AGAIN: "could not be looked up: the name service does not answer",
  EHOSTUNREACH: "cannot be reached from this computer",
  ENETUNREACH: "cannot be reached: this computer has no way to that network",
  ETIMEDOUT: "could not be connected to in time",
  CERT_HAS_EXPIRED: "has a certificate that has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that it signed itself, which this computer does not trust",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate from an issuer that this computer does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate from an issuer that this computer does not trust",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another name",
};

/**
 * Says what went wrong with a call. The error's own text is left out: it may hold more of the address than its host.
 * @param host with its port
 */
export function describeCallError(error: Error, host: string): CallFailure {
  if (error instanceof CallFailure) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code.startsWith("HPE_")) return new CallFailure(`${host} does not answer in HTTP (${code})`, error);
  const known = words[code];
  const said = known === undefined ? `could not be called${code === "" ? "" : ` (${code})`}` : `${known} (${code})`;
  return new CallFailure(`${host} ${said}`, error);
}
