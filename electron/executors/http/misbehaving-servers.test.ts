import { once } from "node:events";
import { createServer as createPlainServer, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { done, endServersAfterEach, failure, make, serve } from "./conformance-requests.ts";
import type { HttpExecutorChoices } from "./perform-request.ts";

endServersAfterEach();

describe("servers that misbehave", () => {
  it("never send a head", async () => {
    const { url } = await serve(() => undefined);
    const { outcome } = await make({ url, limits: { firstByteMs: 100 } });
    expect(outcome).toMatchObject(failure("no_answer", /took the request and did not answer within 0.1 s/));
  });

  it("never finish their body", async () => {
    const { url } = await serve((response) => response.write("begun"));
    const { outcome } = await make({ url, limits: { wholeMs: 300 } });
    expect(outcome).toMatchObject(failure("no_answer", /had not answered in full within 0.3 s/));
  });

  it("cut the connection, before and within their answer", async () => {
    const { url } = await serve((response) => response.socket?.resetAndDestroy());
    expect((await make({ url })).outcome).toMatchObject(failure("no_answer", /cut the connection|ECONNRESET/));
    const half = await serve((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect((await make({ url: half.url })).outcome).toMatchObject(failure("no_answer", /cut the connection/));
  });

  it("do not listen, or are not known", async () => {
    const free = createPlainServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const url = `http://127.0.0.1:${String((free.address() as AddressInfo).port)}`;
    free.close();
    await once(free, "close");
    expect((await make({ url })).outcome).toMatchObject(failure("no_answer", /refused the connection.*ECONNREFUSED/));
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      answer(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    };
    expect((await make({ url: "http://nowhere.example/" }, {}, { lookUp })).outcome).toMatchObject(
      failure("no_answer", "nowhere.example is not known: there is no computer of that name (ENOTFOUND)"),
    );
  });

  it("do not speak HTTP", async () => {
    const server = createPlainServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { outcome } = await make({ url: `http://127.0.0.1:${String(port)}` });
    server.close();
    expect(outcome).toMatchObject(failure("no_answer", /does not answer in HTTP/));
  });

  it("send a small answer that unpacks into a huge one, or what cannot be unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.byteLength).toBeLessThan(60_000);
    const { url } = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    const made = await make({ url, mostAnswerBytes: 2_000_000 });
    expect(made.outcome).toMatchObject(failure("answer_unexpected", /more than 2 MB/));
    const broken = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"));
    expect((await make({ url: broken.url })).outcome).toMatchObject(failure("answer_unexpected", /cannot be unpacked/));
    const odd = await serve((response) => response.writeHead(200, { "content-encoding": "compress" }).end("x"));
    expect((await make({ url: odd.url })).outcome).toMatchObject(failure("answer_unexpected", /not known: compress/));
  });

  it("send a large body: it goes to a file, whole", async () => {
    const body = Buffer.alloc(3_000_000, "abcdefg");
    const { url } = await serve((response) =>
      response.writeHead(200, { "content-type": "text/csv" }).end(gzipSync(body)),
    );
    const packed = await serve((response) =>
      response.writeHead(200, { "content-type": "text/csv", "content-encoding": "gzip" }).end(gzipSync(body)),
    );
    const made = await make({ url: packed.url });
    expect(made.outcome).toEqual(done);
    expect(made.kept.get("answer.csv")?.equals(body)).toBe(true);
    expect(made.outputs).toEqual([]);
    expect(made.context.log.text("stdout")).toBe("");
    expect(made.context.log.text("system")).toContain("(a body of 3000000 bytes)");
    // What is no text is kept, however small.
    const bytes = await make({ url });
    expect(bytes.kept.get("answer.csv")).toBeDefined();
    expect(bytes.outputs).toEqual([]);
  });
});
