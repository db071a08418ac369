import { describe, expect, it } from "vitest";
import { describeHostKey, hostKeyAlgorithms } from "./host-key.ts";

/** A key made for this test, and what `ssh-keygen -l` says of it. */
const publicKey = "AAAAC3NzaC1lZDI1NTE5AAAAIKM4rfn8lTDPGasN5YJ5MwIDs0DLU1TWMWrQ5X9x/J7V";
const fingerprint = "SHA256:bHGOwf2bdUsNHMguB4MPTDEcsMeFLIvMk5jU59T1WtY";

describe("describeHostKey", () => {
  it("says what ssh-keygen says", () => {
    expect(describeHostKey(Buffer.from(publicKey, "base64"))).toEqual({
      algorithm: "ssh-ed25519",
      fingerprint,
      publicKey,
    });
  });

  it("does not stumble over what is no key", () => {
    expect(describeHostKey(Buffer.alloc(0)).algorithm).toBe("");
    expect(describeHostKey(Buffer.from("ffffffff", "hex")).fingerprint).toMatch(/^SHA256:/);
  });
});

describe("hostKeyAlgorithms", () => {
  const rsa = Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from("ssh-rsa")]).toString("base64");

  it("asks first for the kind of key that is pinned", () => {
    expect(hostKeyAlgorithms(rsa).slice(0, 2)).toEqual(["rsa-sha2-512", "rsa-sha2-256"]);
    expect(hostKeyAlgorithms(publicKey)[0]).toBe("ssh-ed25519");
  });

  it("leaves none out", () => {
    expect([...hostKeyAlgorithms(rsa)].sort()).toEqual([...hostKeyAlgorithms(undefined)].sort());
  });
});
