import { sign } from "node:crypto";
import type { Client, ParsedKey } from "ssh2";
import { wireString, type UserCertificate } from "./certificate.ts";

/** What the library writes packets with; not part of its interface, so it is looked at before it is used. */
interface PacketWriter {
  readonly allocStart: number;
  alloc(payloadBytes: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

/** Digest, signature's name, and certificate's name in requests, of each kind of key (RFC 8332 for RSA). */
function namesOf(keyType: string): { digest: string | null; signature: string; request: string } {
  if (keyType === "ssh-rsa") {
    return { digest: "sha512", signature: "rsa-sha2-512", request: "rsa-sha2-512-cert-v01@openssh.com" };
  }
  const digest = { "256": "sha256", "384": "sha384", "521": "sha512" }[/nistp(\d+)$/.exec(keyType)?.[1] ?? ""] ?? null;
  return { digest, signature: keyType, request: `${keyType}-cert-v01@openssh.com` };
}

/**
 * A private key that shows its certificate instead of its public part. The library knows no certificates: it would name
 * the signature like the request, where servers expect the plain key's name. So the one packet that carries the
 * signature is written here.
 * @param client the one that authenticates with it
 */
export function certifiedKey(client: Client, key: ParsedKey, certificate: UserCertificate): ParsedKey {
  const names = namesOf(certificate.keyType);
  const certified = Object.create(key) as ParsedKey;
  return Object.assign(certified, {
    type: names.request,
    getPublicSSH: () => certificate.wire,
    sign(data: Buffer) {
      const raw = sign(names.digest, data, { key: key.getPrivatePEM(), dsaEncoding: "ieee-p1363" });
      const signature = certificate.keyType.startsWith("ecdsa-") ? twoNumbers(raw) : raw;
      // What is signed is the session's identifier, a string, and then the request as far as the signature.
      const request = data.subarray(4 + data.readUInt32BE());
      const blob = Buffer.concat([wireString(Buffer.from(names.signature)), wireString(signature)]);
      replaceNextPacket(client, Buffer.concat([request, wireString(blob)]));
      return signature;
    },
  });
}

/** Sends this in place of the packet that the library writes next, which it does as soon as it has the signature. */
function replaceNextPacket(client: Client, payload: Buffer): void {
  const { _protocol: protocol } = client as unknown as { _protocol?: { _packetRW?: { write?: PacketWriter } } };
  const writer = protocol?._packetRW?.write;
  if (writer === undefined) throw new Error("the SSH library does not write packets as it did");
  const finalize = writer.finalize.bind(writer);
  writer.finalize = () => {
    writer.finalize = finalize;
    const packet = writer.alloc(payload.length);
    packet.set(payload, writer.allocStart);
    return finalize(packet);
  };
}

/** An ECDSA signature on the wire: both of its numbers, each as an mpint (RFC 5656, 3.1.2; RFC 4251, 5). */
function twoNumbers(signature: Buffer): Buffer {
  const half = signature.length / 2;
  return Buffer.concat(
    [signature.subarray(0, half), signature.subarray(half)].map((number) => wireString(mpint(number))),
  );
}

function mpint(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start += 1;
  const number = bytes.subarray(start);
  return (number[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), number]) : number;
}
