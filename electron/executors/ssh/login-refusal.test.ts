import { describe, expect, it } from "vitest";
import { sampleServer } from "../../testing/sample-server.ts";
import type { ServerConnection } from "../executor.ts";
import { connectionFailure } from "./connection-failure.ts";
import { createLoginTrace, type LoginTrace, type ShownKey } from "./login-trace.ts";

const key: ShownKey = {
  algorithm: "ssh-ed25519",
  fingerprint: "SHA256:one",
  publicKey: "AAAAone",
  comment: "me@here",
  rsaBits: undefined,
};
const rsa: ShownKey = { ...key, algorithm: "ssh-rsa", fingerprint: "SHA256:rsa", rsaBits: 3_072 };
const byKey: ServerConnection = {
  ...sampleServer,
  credential: { kind: "key", privateKey: "hush", passphrase: undefined },
};
const byAgent: ServerConnection = { ...sampleServer, credential: { kind: "agent" } };
const refused = Object.assign(new Error("library words"), { level: "client-authentication" });

function told(server: ServerConnection, trace: Partial<LoginTrace>, error: Error = refused): string {
  const failure = connectionFailure(server, error, 10_000, { ...createLoginTrace(), ...trace });
  expect(failure.reason).toBe("authentication_failed");
  return [failure.message, failure.remedy, failure.line].join("\n");
}

describe("a refused login says", () => {
  it.each<[string, ServerConnection, Partial<LoginTrace>, readonly RegExp[]]>([
    [
      "that the server does not take the key, and the line it needs",
      byKey,
      { keys: [key], offered: ["publickey", "password"] },
      [
        /web does not take the key ssh-ed25519 SHA256:one for deploy; it offers publickey, password/,
        /authorized_keys of deploy/,
        /^ssh-ed25519 AAAAone me@here$/m,
      ],
    ],
    [
      "that root may be kept out",
      { ...byKey, username: "root" },
      { keys: [{ ...key, comment: "" }], offered: ["publickey"] },
      [/PermitRootLogin/, /^ssh-ed25519 AAAAone cronium$/m],
    ],
    [
      "that the server knows the key all the same",
      byKey,
      { keys: [key], known: new Set(["SHA256:one"]), offered: ["publickey"] },
      [/knows the key .*SHA256:one, but refused deploy/, /locked or expired/],
    ],
    [
      "that keys of this kind are not taken",
      byKey,
      { keys: [key], signatures: ["rsa-sha2-512", "ecdsa-sha2-nistp256"], offered: ["publickey"] },
      [/does not take keys of the kind ssh-ed25519/, /ssh-keygen -t ecdsa/],
    ],
    ["that an RSA key was signed with SHA-1", byKey, { keys: [rsa], offered: ["publickey"] }, [/SHA-1 was used/]],
    [
      "that an RSA key is short",
      byKey,
      { keys: [{ ...rsa, rsaBits: 1_024 }], signatures: ["rsa-sha2-512"], offered: ["publickey"] },
      [/has 1024 bits only/],
    ],
    [
      "that keys are not accepted at all",
      byKey,
      { keys: [key], offered: ["password", "keyboard-interactive"] },
      [/does not accept keys for deploy; it offers password, keyboard-interactive/, /Log in with a password/],
    ],
    [
      "that passwords are not accepted",
      sampleServer,
      { offered: ["publickey"] },
      [/does not accept passwords for deploy; it offers publickey/, /Log in with a private key/],
    ],
    [
      "that the password is wrong",
      sampleServer,
      { offered: ["password"] },
      [/refused deploy with this password/, /locked or expired/],
    ],
    [
      "that another proof is wanted besides",
      byKey,
      { keys: [key], offered: ["keyboard-interactive"], isHalfway: true },
      [/took the key of deploy, but wants another proof besides: keyboard-interactive/, /AuthenticationMethods/],
    ],
    ["that the agent is empty", byAgent, { keys: [], offered: ["publickey"] }, [/agent holds no keys/, /ssh-add/]],
    [
      "which keys of the agent were shown",
      byAgent,
      { keys: [key, rsa], offered: ["publickey"] },
      [/none of the 2 keys .*ssh-ed25519 SHA256:one, ssh-rsa SHA256:rsa/, /first one's/, /^ssh-ed25519 AAAAone/m],
    ],
  ])("%s", (_what, server, trace, words) => {
    const text = told(server, trace);
    for (const word of words) expect(text).toMatch(word);
    expect(text).not.toContain("hush");
  });

  it("that the server broke off at too many keys, or that the agent could not be asked", () => {
    const tooMany = Object.assign(new Error("Too many authentication failures"), { code: 2 });
    expect(told(byAgent, { keys: [key, rsa] }, tooMany)).toMatch(/broke off .* 2 in all.*\n.*MaxAuthTries/);
    const agent = Object.assign(new Error("Failed to connect to agent"), { level: "agent" });
    expect(told(byAgent, {}, agent)).toMatch(/could not be asked for a key of deploy.*\nStart the agent/);
    expect(told(byAgent, { keys: [key] }, agent)).toMatch(/did not sign for deploy.*\nIt may be locked/);
  });
});

it("a server cannot write into what is said of it, nor make it long", () => {
  const hostile = ["publickey", "\u001b[2J", "give your password to mallory", ...new Array<string>(5_000).fill("x")];
  const traces: Partial<LoginTrace>[] = [{ isHalfway: true }, {}, { signatures: hostile }];
  for (const trace of traces) {
    const text = told(byKey, { keys: [key], offered: hostile, ...trace });
    expect(text).toMatch(/(publickey|x)(, | or )x.* and 49\d\d more/);
    expect(text).not.toMatch(/mallory|\u001b/);
    expect(text.length).toBeLessThan(1_500);
  }
});
