import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { describeEndpoint } from "./connect-engine.ts";
import { sshWords } from "./dial-ssh.ts";
import { readAddress } from "./endpoint.ts";
import { findEndpoint, type EngineChoice } from "./find-endpoint.ts";

interface Computer {
  readonly environment?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly platform?: NodeJS.Platform;
  readonly choice?: EngineChoice;
}

function find({ environment = {}, files = {}, platform = "linux", choice = {} }: Computer) {
  return findEndpoint(choice, {
    environment,
    home: "/home/me",
    platform,
    exists: (path) => path in files,
    read: (path) => files[path],
  });
}

function contextFiles(
  name: string,
  host: string,
  changes: { readonly SkipTLSVerify?: boolean; readonly tls?: boolean } = {},
) {
  const folder = createHash("sha256").update(name).digest("hex");
  const { tls = false, ...more } = changes;
  const material = Object.fromEntries(
    ["ca", "cert", "key"].map((part) => [`/home/me/.docker/contexts/tls/${folder}/docker/${part}.pem`, part]),
  );
  return {
    [`/home/me/.docker/contexts/meta/${folder}/meta.json`]: JSON.stringify({
      Name: name,
      Endpoints: { docker: { Host: host, ...more } },
    }),
    ...(tls ? material : {}),
  };
}

const inUse = { "/home/me/.docker/config.json": JSON.stringify({ currentContext: "far" }) };

describe("findEndpoint", () => {
  it("takes the first that names one: the configuration, DOCKER_HOST, DOCKER_CONTEXT, the context in use", () => {
    const files = { ...contextFiles("far", "ssh://me@far"), ...contextFiles("near", "unix:///near"), ...inUse };
    const environment = { DOCKER_HOST: "unix:///host", DOCKER_CONTEXT: "near" };
    const said = (computer: Computer): string => describeEndpoint(find({ files, ...computer }));
    expect(said({ environment, choice: { host: "unix:///mine" } })).toBe("unix:///mine (by Cronium's configuration)");
    expect(said({ environment, choice: { context: "far" } })).toContain(
      "ssh://me@far (by Cronium's configuration: the",
    );
    expect(said({ environment })).toBe("unix:///host (by DOCKER_HOST)");
    expect(said({ environment: { DOCKER_CONTEXT: "near" } })).toBe(
      "unix:///near (by DOCKER_CONTEXT: the Docker context “near”)",
    );
    expect(said({})).toBe("ssh://me@far (by the Docker context “far”, which is in use)");
    expect(said({ files: {} })).toBe("unix:///var/run/docker.sock (by the usual socket)");
  });

  it("knows where engines of this system listen", () => {
    const at = (path: string, computer: Computer = {}) => find({ files: { [path]: "" }, ...computer });
    const environment = { XDG_RUNTIME_DIR: "/run/user/7" };
    expect(at("/run/user/7/docker.sock", { environment }).foundBy).toBe("the socket of rootless Docker");
    expect(at("/home/me/.docker/run/docker.sock", { platform: "darwin" }).foundBy).toBe("Docker Desktop's socket");
    expect(at("/home/me/.docker/desktop/docker.sock").foundBy).toBe("Docker Desktop's socket");
    expect(at("/home/me/.colima/default/docker.sock").address).toBe("unix:///home/me/.colima/default/docker.sock");
    expect(find({ platform: "win32" }).place).toEqual({ kind: "socket", path: "\\\\.\\pipe\\docker_engine" });
  });

  it("uses the certificates that the environment or a context has", () => {
    const files = { "/certs/ca.pem": "ca", "/certs/cert.pem": "cert", "/certs/key.pem": "key" };
    const environment = { DOCKER_HOST: "tcp://far", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" };
    expect(find({ files, environment }).place).toEqual({
      kind: "tcp",
      host: "far",
      port: 2376,
      tls: { ca: "ca", cert: "cert", key: "key", isVerified: true },
    });
    expect(describeEndpoint(find({ environment: { DOCKER_HOST: "tcp://far:1" } }))).toContain(
      "tcp://far:1, not encrypted",
    );
    const context = contextFiles("far", "tcp://far:2376", { SkipTLSVerify: true, tls: true });
    const found = find({ files: { ...context, ...inUse } });
    expect(describeEndpoint(found)).toContain("its certificate is not checked");
    expect(found.place).toMatchObject({ tls: { key: "key", isVerified: false } });
  });

  it("never takes another engine for one that is named and cannot be used", () => {
    const environment = { DOCKER_HOST: "tcp://far", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" };
    expect(() => find({ environment })).toThrow(/neither ca\.pem nor cert\.pem/);
    expect(() => find({ environment, files: { "/certs/cert.pem": "" } })).toThrow(/only one of cert\.pem and key\.pem/);
    expect(() => find({ files: inUse })).toThrow(/context “far”, which there is not/);
    expect(() => find({ files: { "/home/me/.docker/config.json": "{" } })).toThrow(/not valid JSON/);
    for (const host of [
      "far:2375",
      "ftp://far",
      "tcp://far/path",
      "unix://relative",
      "ssh://-oProxyCommand=x",
      "ssh://",
      "ssh://me:secret@far",
    ]) {
      expect(() => find({ environment: { DOCKER_HOST: host } }), host).toThrow(/DOCKER_HOST names/);
    }
    expect(() => find({ environment: { DOCKER_HOST: "ssh://me:secret@far" } })).not.toThrow(/secret/);
  });
});

describe("sshWords", () => {
  it("are a call that asks nobody and cannot be misread", () => {
    const place = readAddress("ssh://me@far:2222/run/my docker.sock;reboot", undefined, "a test");
    if (place.kind !== "ssh") throw new Error("it is an address of ssh");
    const words = sshWords(place);
    expect(words.slice(words.indexOf("--"))).toEqual([
      "--",
      "far",
      "docker",
      "--host",
      expect.stringMatching(/^unix:\/\/[A-Za-z0-9/._-]+$/),
      "system",
      "dial-stdio",
    ]);
    expect(words).toEqual(expect.arrayContaining(["BatchMode=yes", "-l", "me", "-p", "2222"]));
  });
});
