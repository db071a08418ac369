import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, { type AuthContext, type KeyboardAuthContext } from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerCredential } from "../executor.ts";
import { until } from "../recording-context.ts";
import { readPrivateKey } from "./private-key.ts";
import { bedServer, connectionTo, openSshBench, type SshBench } from "./ssh-conformance-bench.ts";

let bench: SshBench;
let directory: string;
beforeAll(async () => {
  bench = await openSshBench("web-1");
  directory = mkdtempSync(join(tmpdir(), "cronium-credentials-"));
});
afterAll(async () => {
  await bench.close();
  rmSync(directory, { recursive: true, force: true });
});

interface MadeKey {
  readonly path: string;
  readonly text: string;
  readonly blob: string;
}

function makeKey(name: string, ...words: readonly string[]): MadeKey {
  const path = join(directory, name);
  execFileSync("ssh-keygen", ["-q", "-C", "test", "-f", path, ...words]);
  return { path, text: readFileSync(path, "utf8"), blob: readFileSync(`${path}.pub`, "utf8").split(" ")[1] ?? "" };
}

describe("a private key", () => {
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ["ed25519 of OpenSSH", ["-t", "ed25519"]],
    ["RSA of OpenSSH", ["-t", "rsa", "-b", "2048"]],
    ["ECDSA of OpenSSH", ["-t", "ecdsa", "-b", "384"]],
    ["OpenSSH with AES-GCM", ["-t", "ed25519", "-Z", "aes256-gcm@openssh.com"]],
    ["PEM of RSA", ["-t", "rsa", "-b", "2048", "-m", "PEM"]],
    ["PEM of EC", ["-t", "ecdsa", "-b", "256", "-m", "PEM"]],
    ["PKCS #8 of RSA", ["-t", "rsa", "-b", "2048", "-m", "PKCS8"]],
    ["PKCS #8 of EC", ["-t", "ecdsa", "-b", "521", "-m", "PKCS8"]],
  ];
  it.each(kinds)("is read as %s, encrypted or not", (name, words) => {
    const file = name.replaceAll(/\W/g, "");
    const open = makeKey(file, ...words.filter((word, at) => word !== "-Z" && words[at - 1] !== "-Z"), "-N", "");
    const closed = makeKey(`${file}-closed`, ...words, "-N", "open sesame");
    for (const [{ text, blob }, passphrase] of [
      [open, undefined],
      [closed, "open sesame"],
    ] as const) {
      const key = readPrivateKey(text, passphrase);
      if (typeof key === "string") throw new Error(`${name}: ${key}`);
      expect(key.getPublicSSH().toString("base64")).toBe(blob);
    }
    expect(readPrivateKey(closed.text, "wrong")).toBe("its passphrase is wrong");
    expect(readPrivateKey(closed.text, undefined)).toBe("it is encrypted, and no passphrase is known");
    expect(readPrivateKey(open.text.slice(0, 200), undefined)).toContain("damaged");
  });
});

describe("a user certificate", () => {
  const authority = bedServer("authority-1");

  async function checkWith(name: string, words: readonly string[], validity: string, changes = {}) {
    const key = makeKey(name, "-N", "", ...words);
    const whom = ["-I", "test", "-n", authority.username, "-V", validity];
    execFileSync("ssh-keygen", ["-q", "-s", authority.authorityKeyFile ?? "", ...whom, `${key.path}.pub`]);
    const certificate = readFileSync(`${key.path}-cert.pub`, "utf8");
    const credential = { kind: "key", privateKey: key.text, passphrase: undefined, certificate, ...changes } as const;
    return bench.executor.check(await connectionTo("authority-1", { credential }));
  }

  it.each([
    ["RSA", ["-t", "rsa", "-b", "2048"]],
    ["ECDSA", ["-t", "ecdsa", "-b", "521"]],
    ["ed25519", ["-t", "ed25519"]],
  ])("opens the server for a key of %s", async (name, words) => {
    expect(await checkWith(`certified-${name}`, words, "always:forever")).toMatchObject({ status: "online" });
  });

  it.each([
    ["-2d:-1d", "it was valid until "],
    ["+1d:+2d", "it is not valid before "],
  ])("that is valid %s is refused before anything is asked", async (validity, words) => {
    const { failure } = await checkWith(`certified${validity}`, ["-t", "ed25519"], validity);
    expect(failure?.reason).toBe("certificate_expired");
    expect(failure?.message).toContain(`The certificate for authority-1 does not count: ${words}`);
  });

  it("of another key, and what is none, are named as such", async () => {
    const other = readFileSync(authority.certificateFile ?? "", "utf8");
    const mixed = await checkWith("mixed", ["-t", "ed25519"], "always:forever", { certificate: other });
    expect(mixed.failure).toMatchObject({ reason: "authentication_failed" });
    expect(mixed.failure?.message).toContain("it is for another key");
    const plain = readFileSync(`${authority.authorityKeyFile ?? ""}.pub`, "utf8");
    const none = await checkWith("none", ["-t", "ed25519"], "always:forever", { certificate: plain });
    expect(none.failure?.message).toContain("no certificate");
  });
});

describe("a password", () => {
  it("that is wrong is refused, and is not in what is said of it", async () => {
    const credential = { kind: "password", password: "not-the-right-one" } as const;
    const { failure } = await bench.executor.check(await connectionTo("password-1", { credential }));
    expect(failure?.reason).toBe("authentication_failed");
    expect(failure?.message).toContain(
      `The server password-1 refused ${bedServer("password-1").username} with this password; it offers `,
    );
    expect(JSON.stringify(failure)).not.toContain(credential.password);
  });

  it("answers a server that asks one question after another", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const hostKey = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const asked: string[][] = [];
    const ask = (context: KeyboardAuthContext): void => {
      context.prompt([{ prompt: "Login name: ", echo: true }], (names) => {
        context.prompt([{ prompt: "Password: ", echo: false }], (answers) => {
          asked.push(names, answers);
          context.accept();
        });
      });
    };
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on("error", () => undefined);
      client.on("authentication", (context: AuthContext) => {
        if (context.method === "keyboard-interactive") ask(context);
        else context.reject(["keyboard-interactive"]);
      });
      client.on("session", (_accept, reject) => void reject());
    });
    const listener = createServer((socket) => void server.injectSocket(socket)).listen(0, "127.0.0.1");
    await until("the server to listen", () => listener.listening);
    const { port } = listener.address() as AddressInfo;
    const read = readPrivateKey(hostKey, undefined);
    if (typeof read === "string") throw new Error(read);
    const pinnedHostKey = read.getPublicSSH().toString("base64");
    const credential = { kind: "password", password: "open sesame" } as const;
    const check = await bench.executor.check(await connectionTo("web-1", { port, pinnedHostKey, credential }));
    listener.close();
    expect(asked).toEqual([[bedServer("web-1").username], ["open sesame"]]);
    expect(check.hostKey?.publicKey).toBe(pinnedHostKey);
  });
});

it("opens a server that takes RSA and ECDSA keys only, with either", async () => {
  for (const file of [bedServer("old-keys-1").privateKeyFile, bedServer("old-keys-1").ecdsaKeyFile ?? ""]) {
    const credential = { kind: "key", privateKey: readFileSync(file, "utf8"), passphrase: undefined } as const;
    expect(await bench.executor.check(await connectionTo("old-keys-1", { credential }))).toMatchObject({
      status: "online",
    });
  }
});

describe("a refusal is told with what the server gives away:", () => {
  const refusal = async (name: string, credential: ServerCredential, options = usualOptions) =>
    (await bench.executor.check(await connectionTo(name, { credential, options }))).failure;
  const keyOf = (made: MadeKey): ServerCredential => ({ kind: "key", privateKey: made.text, passphrase: undefined });

  it("a key it does not know, with the line that lets it in, or no passwords", async () => {
    const stranger = makeKey("stranger", "-t", "ed25519", "-N", "");
    const unknown = await refusal("web-1", keyOf(stranger));
    const print = execFileSync("ssh-keygen", ["-lf", `${stranger.path}.pub`], { encoding: "utf8" }).split(" ")[1];
    expect(unknown?.message).toContain(`does not take the key ssh-ed25519 ${print ?? ""} for`);
    expect(unknown?.line).toBe(readFileSync(`${stranger.path}.pub`, "utf8").trim());
    expect((await refusal("old-keys-1", keyOf(stranger)))?.remedy).toContain("PubkeyAcceptedAlgorithms");
    const password = await refusal("web-1", { kind: "password", password: "open sesame" });
    expect(password?.message).toContain("does not accept passwords for");
    expect(password?.message).toMatch(/it offers publickey$/);
  });

  it("an agent that holds nothing, the wrong key, or the right one, at a socket of the server's own", async () => {
    const socket = join(directory, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    const options = { ...usualOptions, agent: socket };
    const add = (path: string) =>
      execFileSync("ssh-add", ["-q", path], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    try {
      await until("the agent to listen", () => existsSync(socket));
      expect((await refusal("web-1", { kind: "agent" }, options))?.message).toContain("The SSH agent holds no keys");
      const wrong = makeKey("wrong", "-t", "ed25519", "-N", "");
      add(wrong.path);
      const refused = await refusal("web-1", { kind: "agent" }, options);
      expect(refused?.message).toContain("does not take the key ssh-ed25519 SHA256:");
      expect(refused?.line).toContain(wrong.blob);
      const { privateKeyFile } = bedServer("web-1");
      add(privateKeyFile);
      expect(await refusal("web-1", { kind: "agent" }, options)).toBeUndefined();
    } finally {
      agent.kill();
    }
    await until("the agent to be gone", () => agent.exitCode !== null || agent.signalCode !== null);
    const gone = await refusal("web-1", { kind: "agent" }, options);
    expect(gone?.message).toContain("The SSH agent could not be asked for a key");
    const nowhere = await refusal("web-1", { kind: "agent" }, { ...usualOptions, agent: "$CRONIUM_NO_SUCH_AGENT" });
    expect(nowhere?.message).toContain("CRONIUM_NO_SUCH_AGENT is not set");
  });

  it("nobody is let in by a server that asks for no proof once the proof was refused", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const hostKey = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const asked: string[] = [];
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on("error", () => undefined);
      client.on("authentication", (context: AuthContext) => {
        asked.push(context.method);
        if (context.method === "none") context.accept();
        else context.reject(["publickey"]);
      });
    });
    const listener = createServer((socket) => void server.injectSocket(socket)).listen(0, "127.0.0.1");
    await until("the server to listen", () => listener.listening);
    const read = readPrivateKey(hostKey, undefined);
    if (typeof read === "string") throw new Error(read);
    const place = {
      port: (listener.address() as AddressInfo).port,
      pinnedHostKey: read.getPublicSSH().toString("base64"),
      credential: { kind: "agent" },
      options: { ...usualOptions, agent: join(directory, "empty") },
    } as const;
    const agent = spawn("ssh-agent", ["-D", "-a", place.options.agent], { stdio: "ignore" });
    await until("the agent to listen", () => existsSync(place.options.agent));
    const { failure } = await bench.executor.check(await connectionTo("web-1", place));
    agent.kill();
    listener.close();
    expect(asked).toEqual(["none"]);
    expect(failure?.message).toContain("holds no keys");
  });
});
