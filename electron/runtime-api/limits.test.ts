import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { openRaw } from "../testing/raw-http.ts";
import { startScript, type RuntimeScript } from "../testing/runtime-script.ts";

let host: TestHost;
let script: RuntimeScript;
let base: string;
beforeAll(async () => {
  host = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0, readTimeout: "300ms", bodyLimitBytes: 100_000 } });
  base = host.host.runtimeApi ?? "";
  script = await startScript(host, { input: "mine" });
});
afterAll(() => host.close());

const input = "/executions/{id}/input";

describe("too much", () => {
  const head = (more: string) =>
    `POST /executions/${script.executionId}/output HTTP/1.1\r\nHost: ${new URL(base).host}\r\nAuthorization: Bearer ${script.token}\r\n${more}`;

  test("in headers is cut off", async () => {
    const flood = openRaw(base);
    flood.write(head(`X-Flood: ${"a".repeat(20_000)}\r\n`));
    expect(await flood.ended).toMatch(/^HTTP\/1\.1 431[^]*headers_too_large/);
    const many = openRaw(base);
    many.write(`${head("")}${Array.from({ length: 5_000 }, (_, index) => `X-${String(index)}: 1\r\n`).join("")}`);
    expect(await many.ended).toMatch(/^HTTP\/1\.1 431/);
    const noise = openRaw(base);
    noise.write("\u0016\u0003\u0001 this is no request\r\n\r\n");
    expect(await noise.ended).toMatch(/^HTTP\/1\.1 400[^]*bad_request/);
  });

  test("in a body is refused before it has come, announced or not", async () => {
    const announced = openRaw(base);
    announced.write(head("Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n"));
    expect(await announced.ended).toMatch(/^HTTP\/1\.1 413[^]*body_too_large/);
    const chunked = openRaw(base);
    chunked.write(head("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (let chunk = 0; chunk < 4; chunk++) chunked.write(`7530\r\n${"x".repeat(0x7530)}\r\n`);
    expect(await chunked.ended).toMatch(/^HTTP\/1\.1 413[^]*body_too_large/);
    expect((await script.ask("/executions/{id}/output", { body: { data: "x".repeat(90_000) } })).status).toBe(200);
  });

  test("in large bodies at once waits: the next is read once the one before it is answered or given up", async () => {
    const roomy = await openTestHost({ runtimeApi: { rateLimitPerMinute: 0 } });
    try {
      const greedy = await startScript(roomy);
      const address = roomy.host.runtimeApi ?? "";
      const body = JSON.stringify({ data: "x".repeat(400_000) });
      const begin = async () => {
        const half = openRaw(address);
        half.write(
          `POST /executions/${greedy.executionId}/output HTTP/1.1\r\nHost: ${new URL(address).host}\r\nAuthorization: Bearer ${greedy.token}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
        );
        await half.until(/100 Continue/);
        return half;
      };
      await greedy.data(input);
      const first = await begin();
      const second = await begin();
      let isAnswered = false;
      const secondAnswer = second.ended.finally(() => (isAnswered = true));
      second.write(body);
      // Texts and what is small pass it by.
      const text = { body, headers: { "content-type": "text/plain" } };
      expect((await greedy.ask("/executions/{id}/output", text)).status).toBe(200);
      for (let small = 0; small < 5; small++) await greedy.data("/executions/{id}/output", { body: { data: small } });
      expect(isAnswered).toBe(false);
      first.write(body);
      expect(await first.ended).toMatch(/HTTP\/1\.1 200/);
      expect(await secondAnswer).toMatch(/HTTP\/1\.1 200/);
      const left = await begin();
      const third = greedy.ask("/executions/{id}/output", { body });
      left.socket.destroy();
      expect((await third).status).toBe(200);
    } finally {
      await roomy.close();
    }
  });

  test("time for a request is not given", async () => {
    const slow = openRaw(base);
    slow.write(head("Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"));
    expect(await slow.ended).toMatch(/^(HTTP\/1\.1 408[^]*request_timeout|$)/);
    const slower = openRaw(base);
    slower.write("GET /health HTTP/1.1\r\nHost:");
    expect(await slower.ended).toMatch(/^(HTTP\/1\.1 408[^]*request_timeout|$)/);
  });

  test("of another kind of body is not read", async () => {
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/html",
      "application/xml",
    ]) {
      const answer = await script.ask("/executions/{id}/condition", {
        body: "condition=true",
        headers: { "content-type": type },
      });
      expect(answer, type).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
    }
    const text = { body: "true", headers: { "content-type": "text/plain" } };
    expect((await script.ask("/executions/{id}/condition", text)).status).toBe(415);
  });

  test("within a minute is asked to wait, each execution by itself", async () => {
    const strict = await openTestHost({ runtimeApi: { rateLimitPerMinute: 10 } });
    try {
      const busy = await startScript(strict);
      const calm = await startScript(strict);
      const statuses = async (from: RuntimeScript, count: number) => {
        const asked = Array.from({ length: count }, async () => (await from.ask(input)).status);
        return (await Promise.all(asked)).filter((status) => status === 429).length;
      };
      expect(await statuses(busy, 15)).toBe(5);
      const refused = await busy.ask(input);
      expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
      const wait = Number(refused.headers["retry-after"]);
      expect(wait).toBe(6);
      expect(await statuses(calm, 10)).toBe(0);
      await strict.clock.advance(wait * 1000);
      expect(await statuses(busy, 2)).toBe(1);
    } finally {
      await strict.close();
    }
  });
});

test("the API lives after all of this", async () => {
  expect((await script.ask(input)).body?.data).toBe("mine");
});
