"use strict";
const assert = require("node:assert/strict");
const { Readable } = require("node:stream");
const { describe, it } = require("node:test");
const { withApi } = require("./with-api.cjs");

describe("streams", () => {
  it("bring the input piece by piece, characters whole", async () => {
    const text = "äöü日本🚀".repeat(50_000);
    await withApi(
      () => ({ body: text }),
      async (client, { seen }) => {
        let read = "";
        for await (const part of client.streamInput()) read += part;
        assert.equal(read, text);
        assert.equal(seen[0].path, "/executions/exec_1/input?raw=1");
      },
    );
  });

  it("take the output from lists, generators and Readables", async () => {
    const parts = ["a", Buffer.from("ü"), "c".repeat(200_000)];
    function* generate() {
      yield* parts;
    }
    for (const source of [parts, generate(), Readable.from(parts), parts.join("")]) {
      await withApi(
        () => ({ data: { success: true } }),
        async (client, { seen }) => {
          await client.streamOutput(source);
          assert.equal(seen[0].body, parts.join(""));
          assert.equal(seen[0].headers["content-type"], "text/plain; charset=utf-8");
        },
      );
    }
  });

  it("are sent again while what was taken is small", async () => {
    await withApi(
      (_request, count) => (count === 1 ? { status: 503 } : { data: null }),
      async (client, { seen }) => {
        await client.streamOutput(Readable.from(["one ", "two"]));
        assert.deepEqual(
          seen.map(({ body }) => body),
          ["one two", "one two"],
        );
        const large = Array.from({ length: 40 }, () => "x".repeat(64 * 1024));
        seen.length = 0;
        await assert.rejects(client.streamOutput(Readable.from(large)), (error) => error.statusCode === 503);
        assert.equal(seen.length, 1);
      },
    );
  });

  it("lose nothing when a connection breaks while the source is waited for", async () => {
    let breakOff;
    const broken = new Promise((resolve) => (breakOff = resolve));
    await withApi(
      () => ({ data: null }),
      async (client, { seen, server }) => {
        server.once("request", (request) => {
          request.once("data", () => {
            request.socket.destroy();
            setTimeout(breakOff, 50);
          });
        });
        async function* slow() {
          yield "x".repeat(70_000);
          await broken;
          yield "behind";
          yield "end";
        }
        await client.streamOutput(slow());
        assert.equal(seen.length, 1);
        assert.equal(seen[0].body, `${"x".repeat(70_000)}behindend`);
      },
    );
  });

  it("pass on what their source throws, without another try", async () => {
    await withApi(
      () => ({ data: null }),
      async (client, { seen }) => {
        const fault = Object.assign(new Error("no such file"), { code: "ENOENT" });
        async function* broken() {
          yield "a";
          throw fault;
        }
        await assert.rejects(client.streamOutput(broken()), (error) => error === fault);
        assert.equal(seen.length, 0);
      },
    );
  });
});
