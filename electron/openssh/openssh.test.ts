import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readClientConfig, settingsOf } from "./client-config.ts";
import { matchesPatterns, readConfigLines } from "./config-lines.ts";
import { describeKeyFile } from "./key-file.ts";
import { findKnownHost, readKnownHosts } from "./known-hosts.ts";

const nothing = (): Promise<[]> => Promise.resolve([]);

async function settings(text: string, name: string, included: Readonly<Record<string, string>> = {}) {
  const config = await readClientConfig({ path: "config", text }, (pattern) =>
    Promise.resolve(included[pattern] === undefined ? [] : [{ path: pattern, text: included[pattern] }]),
  );
  return { config, ...settingsOf(config, name) };
}

describe("a configuration of the client", () => {
  it("gives each name what the first block that matches says, and lists what all say", async () => {
    const text = `
User everyone
Host web-1 web-2
  HostName %h.example.net
  Port=2201
  User deploy
  IdentityFile "~/my keys/one"
Host *
  Port 2222
  IdentityFile ~/.ssh/two # for all
Host * !web-1
  ConnectTimeout 5
`;
    const one = await settings(text, "web-1");
    expect(one.config.names).toEqual(["web-1", "web-2"]);
    expect(one.address).toBe("web-1.example.net");
    expect(Object.fromEntries(one.values)).toEqual({ user: "everyone", hostname: "%h.example.net", port: "2201" });
    expect(one.identityFiles).toEqual(["~/my keys/one", "~/.ssh/two"]);
    expect((await settings(text, "web-2")).values.get("connecttimeout")).toBe("5");
  });

  it("takes Match by name and address, tells what else it asks for, and keeps includes within their block", async () => {
    const text = `
Host a
  HostName 10.0.0.1
  Include more
Match host 10.0.0.*
  User inner
Match exec "test -f x"
  User wrong
Match originalhost b
  Port 99
`;
    const more = "Port 7\nHost b\n  Port 8\n";
    const { config, values } = await settings(text, "a", { more });
    expect(values.get("port")).toBe("7");
    expect(values.get("user")).toBe("inner");
    expect(settingsOf(config, "b").values.get("port")).toBe("99");
    expect(config.notTaken).toEqual(["config:7: “Match exec test -f x” depends on more than the server's name"]);
  });

  it("ends where files include each other for ever", async () => {
    const config = await readClientConfig({ path: "config", text: "Include self" }, () =>
      Promise.resolve([{ path: "self", text: "Include self" }]),
    );
    expect(config.notTaken).toEqual(["self:1: files include each other too deeply"]);
  });

  it("reads any text without an error, and finds each name that stands alone", async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.uniqueArray(name, { minLength: 1 }), async (noise, names) => {
        const text = names
          .map((each, index) => `Host ${each}\n# ${noise[index] ?? ""}\n`.replaceAll("\r", ""))
          .join("\n");
        const config = await readClientConfig({ path: "config", text: noise.join("\n") }, nothing);
        expect(config.settings.length).toBeGreaterThanOrEqual(0);
        const clean = await readClientConfig({ path: "config", text: text.replaceAll(/#[^\n]*/g, "") }, nothing);
        expect(clean.names).toEqual(names);
      }),
    );
  });

  it("matches patterns as a regular expression would", () => {
    const piece = fc.constantFrom("a", "b", "*", "?");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.stringMatching(/^[ab]{0,10}$/), (pieces, text) => {
        const expression = new RegExp(
          `^${pieces.map((one) => (one === "*" ? ".*" : one === "?" ? "." : one)).join("")}$`,
        );
        expect(matchesPatterns(text, [pieces.join("")])).toBe(expression.test(text));
      }),
    );
    expect(matchesPatterns("a.b", ["*", "!a.*"])).toBe(false);
    expect(readConfigLines('Host "x y" # z', "f")[0]?.words).toEqual(["x y"]);
  });
});

function wire(algorithm: string, tail: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(algorithm.length);
  return Buffer.concat([length, Buffer.from(algorithm), Buffer.from(tail)]).toString("base64");
}

function hashed(name: string): string {
  const salt = Buffer.from("12345678901234567890");
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

describe("known_hosts", () => {
  const ed25519 = wire("ssh-ed25519", "one");
  const rsa = wire("ssh-rsa", "two");

  it("finds plain, hashed, bracketed and wildcard names, the preferred kind of key first", () => {
    const lines = readKnownHosts(
      [
        "# comment",
        `web.example,10.0.0.1 ssh-rsa ${rsa} me@here`,
        `web.example ssh-ed25519 ${ed25519}`,
        `[web.example]:2201 ssh-rsa ${rsa}`,
        `${hashed("secret.example")} ssh-ed25519 ${ed25519}`,
        `*.wild,!not.wild ssh-rsa ${rsa}`,
        `broken ssh-rsa ${ed25519}`,
        "short",
      ].join("\n"),
    );
    expect(findKnownHost(lines, "web.example", 22).key?.algorithm).toBe("ssh-ed25519");
    expect(findKnownHost(lines, "10.0.0.1", 22).key?.publicKey).toBe(rsa);
    expect(findKnownHost(lines, "web.example", 2201).key?.algorithm).toBe("ssh-rsa");
    expect(findKnownHost(lines, "web.example", 2202).key).toBeUndefined();
    expect(findKnownHost(lines, "Secret.Example", 22).key?.publicKey).toBe(ed25519);
    expect(findKnownHost(lines, "a.wild", 22).key?.publicKey).toBe(rsa);
    expect(findKnownHost(lines, "not.wild", 22).key).toBeUndefined();
    expect(findKnownHost(lines, "broken", 22).key).toBeUndefined();
  });

  it("takes no key that is revoked, and tells of authorities", () => {
    const lines = readKnownHosts(
      `@revoked * ssh-rsa ${rsa}\nweb ssh-rsa ${rsa}\n@cert-authority *.net ssh-ed25519 ${ed25519}\n`,
    );
    expect(findKnownHost(lines, "web", 22)).toEqual({ key: undefined, revokedCount: 1, byAuthority: false });
    expect(findKnownHost(lines, "a.net", 22)).toMatchObject({ key: undefined, byAuthority: true });
  });
});

it("tells private keys from encrypted ones and public ones by their text", () => {
  const openssh = (cipher: string): string => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(cipher.length);
    const bytes = Buffer.concat([Buffer.from("openssh-key-v1\0"), length, Buffer.from(cipher), Buffer.alloc(40)]);
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
  };
  expect(describeKeyFile(openssh("none"))).toBe("private");
  expect(describeKeyFile(openssh("aes256-ctr"))).toBe("encrypted");
  expect(
    describeKeyFile("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA\n-----END RSA PRIVATE KEY-----"),
  ).toBe("encrypted");
  expect(describeKeyFile("-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----")).toBe("private");
  expect(describeKeyFile("ssh-ed25519 AAAAC3 me")).toBe("public");
  expect(describeKeyFile("hello")).toBe("other");
});
