import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createProxyServer, type Server } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { connect, createServer as createPlainServer, type AddressInfo, type Server as PlainServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { done, endServersAfterEach, failure, make, serve } from "./conformance-requests.ts";

interface Certified {
  readonly key: string;
  readonly cert: string;
}

let folder = "";
let own: Certified;
let other: Certified;
const servers: (Server | PlainServer)[] = [];
endServersAfterEach();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A certificate that signs itself, for a name and an address. */
function certify(name: string): Certified {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name},IP:127.0.0.1`];
  execFileSync("openssl", [...words, "-keyout", key, "-out", cert, ...names], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-tls-"));
  own = certify("server.test");
  other = certify("client.test");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function listen(server: Server | PlainServer): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function serveSecurely(options: ServerOptions = {}): Promise<string> {
  const server = createServer({ ...own, ...options }, (request, response) => {
    const shown = (request.socket as TLSSocket).getPeerCertificate().subject as { readonly CN?: string } | undefined;
    response.setHeader("connection", "close");
    response.end(`hello ${shown?.CN ?? "stranger"}`);
  });
  return `https://127.0.0.1:${String(await listen(server))}/`;
}

describe("TLS", () => {
  it("is checked: by this computer's certificates, by those the event trusts, or not at all", async () => {
    const url = await serveSecurely();
    expect((await make({ url })).outcome).toMatchObject(failure("no_answer", /signed itself, which is not trusted/));
    expect((await make({ url, tls: { authority: own.cert } })).outcome).toEqual(done);
    expect((await make({ url, tls: { authority: other.cert } })).outcome).toMatchObject(
      failure("no_answer", /not trusted/),
    );
    expect((await make({ url, tls: { verify: false } })).outcome).toEqual(done);
  });

  it("is for the name that is asked for", async () => {
    const url = await serveSecurely();
    const tls = { authority: own.cert };
    expect((await make({ url, tls: { ...tls, serverName: "server.test" } })).outcome).toEqual(done);
    expect((await make({ url, tls: { ...tls, serverName: "elsewhere.test" } })).outcome).toMatchObject(
      failure("no_answer", /certificate for another name/),
    );
  });

  it("shows the event's certificate, whose key is a secret of it", async () => {
    const url = await serveSecurely({ requestCert: true, ca: other.cert });
    const tls = { authority: own.cert, client: { certificate: other.cert, secret: "KEY" } };
    const { outcome, context } = await make({ url, tls }, { environment: { KEY: other.key } });
    expect(outcome).toEqual(done);
    expect(context.log.text("stdout")).toBe("hello client.test");
    expect((await make({ url, tls }, { environment: { KEY: "no key" } })).outcome).toMatchObject(
      failure("invalid_event", /cannot be used/),
    );
  });

  it("of too old a version is refused, and so is what is no TLS or never answers", async () => {
    const url = await serveSecurely({ maxVersion: "TLSv1.2" });
    const tls = { authority: own.cert };
    expect((await make({ url, tls })).outcome).toEqual(done);
    expect((await make({ url, tls: { ...tls, minimumVersion: "TLSv1.3" } })).outcome).toMatchObject(
      failure("no_answer", /speaks no version of TLS/),
    );
    const plain = await serve((response) => response.end());
    expect((await make({ url: plain.url.replace("http:", "https:") })).outcome).toMatchObject(
      failure("no_answer", /does not answer in TLS|cut the connection/),
    );
    const silent = await listen(createPlainServer((socket) => socket.on("error", () => undefined)));
    const { outcome } = await make({ url: `https://127.0.0.1:${String(silent)}/`, limits: { tlsMs: 200 } });
    expect(outcome).toMatchObject(failure("no_answer", /did not agree on TLS within 0.2 s/));
  });
});

describe("proxies", () => {
  /** A proxy that opens tunnels, and what it was asked for. */
  async function openProxy(status = 200): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = [];
    const proxy = createProxyServer().on("connect", (request, socket) => {
      asked.push(`${request.url ?? ""} ${request.headers["proxy-authorization"] ?? "-"}`);
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${String(status)} No\r\n\r\n`);
        return;
      }
      const port = Number(request.url?.split(":").at(-1));
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    return { url: `http://127.0.0.1:${String(await listen(proxy))}`, asked };
  }

  it("carry a request, with TLS to its end", async () => {
    const { url: proxy, asked } = await openProxy();
    const port = new URL(await serveSecurely()).port;
    const { outcome } = await make({
      url: `https://server.test:${port}/`,
      proxy: { use: "named", url: proxy },
      tls: { authority: own.cert },
    });
    expect(outcome).toEqual(done);
    expect(asked).toEqual([`server.test:${port} -`]);
  });

  it("are found in the environment, with their password, unless a name is exempt", async () => {
    const { url: proxy, asked } = await openProxy();
    const { url } = await serve((response) => response.setHeader("connection", "close").end());
    const withPassword = proxy.replace("http://", "http://me:s%23cret@");
    const environment = { http_proxy: withPassword, NO_PROXY: "127.0.0.1,.internal" };
    const request = { url: url.replace("127.0.0.1", "far.test"), proxy: { use: "environment" as const } };
    expect((await make(request, {}, { environment })).outcome).toEqual(done);
    expect((await make({ ...request, url }, {}, { environment })).outcome).toEqual(done);
    expect(asked).toEqual([`far.test:${new URL(url).port} Basic ${Buffer.from("me:s#cret").toString("base64")}`]);
  });

  it("that refuse are told of; private addresses are refused before they are asked", async () => {
    const { url: proxy, asked } = await openProxy(403);
    const through = { proxy: { use: "named" as const, url: proxy } };
    expect((await make({ url: "http://far.test/", ...through })).outcome).toMatchObject(
      failure("no_answer", /The proxy 127.* answered 403/),
    );
    const input = { host: "169.254.169.254" };
    expect((await make({ url: "http://{{cronium.input.host}}/", ...through }, { input })).outcome).toMatchObject(
      failure("address_refused", /link-local/),
    );
    expect(asked).toHaveLength(1);
  });

  it("are not asked for what they have on their own computer, unless the event names it", async () => {
    const { url: proxy, asked } = await openProxy();
    const { url, seen } = await serve((response) => response.writeHead(302, { location: "http://localhost:9/" }).end());
    const through = { proxy: { use: "named" as const, url: proxy }, redirects: { follow: "any" as const } };
    const there = url.replace("127.0.0.1", "far.test");
    expect((await make({ url: there, ...through })).outcome).toMatchObject(
      failure("address_refused", /localhost leads to 127.0.0.1, this computer itself/),
    );
    expect(asked).toHaveLength(1);
    await make({ url: url.replace("127.0.0.1", "localhost"), ...through, redirects: { follow: "none" } });
    expect(seen).toHaveLength(2);
  });
});
