import type { CertificateView, CredentialView } from "../../shared/server.ts";
import { CertificateError, parseCertificate, validityProblem } from "../executors/ssh/certificate.ts";
import { describeHostKey } from "../executors/ssh/host-key.ts";
import { readPrivateKey } from "../executors/ssh/private-key.ts";
import { readCredential } from "../queue/server-connection.ts";
import type { Vault } from "../secrets/vault.ts";
import type { ServerRow } from "../store/tables.ts";

/** Says which key and certificate a server has, by their public parts alone. @param now epoch milliseconds */
export async function describeCredential(
  vault: Pick<Vault, "get">,
  server: ServerRow,
  now: number,
): Promise<CredentialView> {
  const credential = await readCredential(vault, server);
  const kind = server.authentication_kind;
  if (credential?.kind !== "key") {
    return { kind, isStored: credential !== undefined, key: undefined, problem: undefined, certificate: undefined };
  }
  const key = readPrivateKey(credential.privateKey, credential.passphrase);
  const isUsable = typeof key !== "string";
  const { algorithm, fingerprint } = isUsable
    ? describeHostKey(key.getPublicSSH())
    : { algorithm: "", fingerprint: "" };
  return {
    kind,
    isStored: true,
    key: isUsable ? { algorithm, fingerprint, comment: key.comment || undefined } : undefined,
    problem: isUsable ? undefined : `the private key cannot be used: ${key}`,
    certificate: credential.certificate === undefined ? undefined : describeCertificate(credential.certificate, now),
  };
}

function describeCertificate(text: string, now: number): CertificateView {
  try {
    const certificate = parseCertificate(text);
    const { keyId, principals, authority, validFrom, validUntil } = certificate;
    return {
      keyId,
      principals,
      authority,
      validFrom: validFrom === 0 ? undefined : validFrom,
      validUntil: Number.isFinite(validUntil) ? validUntil : undefined,
      problem: validityProblem(certificate, now),
    };
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const nothing = { validFrom: undefined, validUntil: undefined };
    return { keyId: "", principals: [], authority: "", ...nothing, problem: error.message };
  }
}
