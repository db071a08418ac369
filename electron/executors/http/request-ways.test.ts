import { describe, expect, it } from "vitest";
import { done, endServersAfterEach, failure, make, serve } from "./conformance-requests.ts";
import type { HttpExecutorChoices } from "./perform-request.ts";

endServersAfterEach();

describe("redirects", () => {
  it("go on within the same host, with what was asked", async () => {
    const { url, seen } = await serve((response, { url: path }) => {
      if (path === "/a") response.writeHead(307, { location: "/b" }).end();
      else if (path === "/b") response.writeHead(303, { location: "c" }).end();
      else response.end("there");
    });
    const made = await make(
      {
        method: "POST",
        url: `${url}/a`,
        body: { kind: "text", text: "x" },
        authentication: { kind: "bearer", secret: "T" },
      },
      { environment: { T: "token-1" } },
    );
    expect(made.outcome).toEqual(done);
    expect(seen.map(({ method, url: path, body }) => [method, path, body])).toEqual([
      ["POST", "/a", "x"],
      ["POST", "/b", "x"],
      ["GET", "/c", ""],
    ]);
    expect(seen[2]?.headers.authorization).toBe("Bearer token-1");
    expect(seen[2]?.headers["content-type"]).toBeUndefined();
  });

  it("leave what opens doors behind when they lead to another origin", async () => {
    const other = await serve((response) => response.end("there"));
    const { url } = await serve((response) => response.writeHead(307, { location: `${other.url}/x` }).end());
    const request = {
      method: "POST" as const,
      url,
      headers: [
        { name: "X-Key", value: "k" },
        { name: "Accept", value: "text/plain" },
      ],
      authentication: { kind: "header" as const, name: "X-Token", secret: "T" },
    };
    const more = { environment: { T: "token-1" } };
    expect((await make(request, more)).outcome).toMatchObject(failure("answer_unexpected", /sends on to 127/));
    expect((await make({ ...request, redirects: { follow: "any" } }, more)).outcome).toEqual(done);
    expect(other.seen[0]?.headers).toMatchObject({ accept: "text/plain" });
    expect(Object.keys(other.seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(["x-key"]));
    expect(other.seen[0]?.headers["x-token"]).toBeUndefined();
  });

  it("end after so many", async () => {
    const { url, seen } = await serve((response) => response.writeHead(302, { location: "/again" }).end());
    expect((await make({ url, redirects: { most: 3 } })).outcome).toMatchObject(
      failure("answer_unexpected", /3 redirects were followed/),
    );
    expect(seen).toHaveLength(4);
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data/", /169\.254\.169\.254 is a link-local address/],
    ["http://127.0.0.1:9/", /127\.0\.0\.1 is this computer itself/],
    ["http://2130706433/", /127\.0\.0\.1 is this computer itself/],
    ["http://[::ffff:127.0.0.1]/", /is this computer itself/],
    ["http://0/", /0\.0\.0\.0 is this computer itself/],
    ["http://10.0.0.1/", /a private address/],
    ["http://inside.example/", /inside\.example leads to 10\.9\.8\.7, a private address/],
  ])("to %s are refused", async (location, words) => {
    const { url } = await serve((response) => response.writeHead(302, { location }).end());
    const lookUp: HttpExecutorChoices["lookUp"] = (host, _options, answer) => {
      answer(null, [{ address: host === "start.example" ? "127.0.0.1" : "10.9.8.7", family: 4 }]);
    };
    const start = new URL(url);
    start.hostname = "start.example";
    const request = { url: start.href, allow: ["start.example"], redirects: { follow: "any" as const } };
    expect((await make(request, {}, { lookUp })).outcome).toMatchObject(failure("address_refused", words));
  });
});

describe("where a request may go", () => {
  it("a name that leads to this computer the second time it is asked for gains nothing", async () => {
    const { url, seen } = await serve((response) => response.end("inside"));
    const { port } = new URL(url);
    let asked = 0;
    // The first answer would pass a look beforehand; the connection is judged by the answer it is made with.
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      asked += 1;
      answer(null, [{ address: asked > 1 ? "93.184.215.14" : "127.0.0.1", family: 4 }]);
    };
    const { outcome } = await make({ url: `http://rebind.example:${port}/` }, {}, { lookUp });
    expect(outcome).toMatchObject(failure("address_refused", /rebind\.example leads to 127\.0\.0\.1/));
    expect(seen).toEqual([]);
  });

  it("of several addresses only those that are free are used", async () => {
    const { url, seen } = await serve((response) => response.end("inside"));
    const { port } = new URL(url);
    const lookUp: HttpExecutorChoices["lookUp"] = (_host, _options, answer) => {
      answer(null, [
        { address: "10.0.0.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    };
    expect(
      (await make({ url: `http://two.example:${port}/`, allow: ["127.0.0.0/8"] }, {}, { lookUp })).outcome,
    ).toEqual(done);
    expect(seen[0]?.headers.host).toBe(`two.example:${port}`);
  });

  it("a value cannot lead it to this computer, though the event's own words can", async () => {
    const { url, seen } = await serve((response) => response.end());
    const { port } = new URL(url);
    const input = { host: "127.0.0.1" };
    expect((await make({ url: `http://{{cronium.input.host}}:${port}/` }, { input })).outcome).toMatchObject(
      failure("address_refused", /127\.0\.0\.1/),
    );
    expect((await make({ url: `http://localhost:${port}/` })).outcome).toEqual(done);
    expect(seen).toHaveLength(1);
  });
});
